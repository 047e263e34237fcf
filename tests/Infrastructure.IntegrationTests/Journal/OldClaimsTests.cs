using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Journal;

/// <summary>Redis was emptied, and a transaction that claims "one" was settled before that.</summary>
internal sealed class OldClaimsTests
{
    private JournaledSite site = null!;
    private Transaction settled = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        site = await JournaledSite.OpenAsync();
        settled = JournaledSite.New("a") with { Claims = ["one"] };
        await site.AcceptAsync(settled);
        await site.PeekAsync();
        await site.Ports.Source.ConfirmAsync([settled.Id], new Lsn(1), CancellationToken.None);
        await site.Ports.Source.ReleaseAsync([settled.Id], CancellationToken.None);
        await JournaledStorage.KeepAsync(site.Ports);
        site.Storage.Markers.Add(settled.Id);
        await site.Storage.LoseRedisAsync();
    }

    [TearDown]
    public async Task CloseAsync() => await site.DisposeAsync();

    [Test]
    public async Task Writes_are_accepted_before_redis_has_it_again()
    {
        await site.AcceptAsync(JournaledSite.New("b"));

        Assert.That(await site.Storage.HoldsClaimAsync("one"), Is.False);
    }

    [Test]
    public async Task Until_then_the_journal_answers_for_it()
    {
        await site.AcceptAsync(JournaledSite.New("b"));

        Assert.That(await HolderOfOneAsync(site.Ports), Is.EqualTo(settled.Id));
    }

    [Test]
    public async Task Until_then_the_journal_answers_for_it_in_another_process_too()
    {
        await using var other = site.Storage.Open();
        await other.Monitor.GetStatusAsync(CancellationToken.None);
        await site.Storage.LoseRedisAsync();
        await site.AcceptAsync(JournaledSite.New("b"));

        Assert.That(await HolderOfOneAsync(other), Is.EqualTo(settled.Id));
    }

    [Test]
    public async Task It_comes_back_while_redis_is_used()
    {
        await site.AcceptAsync(JournaledSite.New("b"));
        await JournaledStorage.RestoreOldClaimsAsync(site.Ports);

        Assert.That(await site.Storage.HoldsClaimAsync("one"), Is.True);
        Assert.That(await HolderOfOneAsync(site.Ports), Is.EqualTo(settled.Id));
    }

    [Test]
    public async Task The_next_process_brings_it_back_when_the_first_could_not()
    {
        await site.AcceptAsync(JournaledSite.New("b"));
        await site.ReopenAsync();
        await JournaledStorage.RestoreOldClaimsAsync(site.Ports);

        Assert.That(await site.Storage.HoldsClaimAsync("one"), Is.True);
    }

    [Test]
    public async Task What_the_replica_shows_no_longer_is_looked_for_at_main_again()
    {
        site.Storage.Markers.Clear();
        await site.AcceptAsync(JournaledSite.New("b"));

        Assert.That((await site.Ports.Monitor.GetStatusAsync(CancellationToken.None)).Unconfirmed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_journal_that_cannot_be_read_meanwhile_refuses_no_write()
    {
        await site.AcceptAsync(JournaledSite.New("b"));
        site.Storage.HideJournal();

        await site.AcceptAsync(JournaledSite.New("c") with { Claims = ["two"] });
    }

    [Test]
    public void Redis_is_not_used_before_the_journal_can_be_read()
    {
        site.Storage.HideJournal();

        Assert.That(async () => await site.AcceptAsync(JournaledSite.New("b")), Throws.TypeOf<BufferUnavailableException>());
    }

    private static async Task<Guid> HolderOfOneAsync(BufferPorts ports) => ((AcceptOutcome.Claimed)await ports.Buffer.AcceptAsync(
        JournaledSite.New("c") with { Claims = ["one"] }, int.MaxValue, CancellationToken.None)).Holder.Id;
}
