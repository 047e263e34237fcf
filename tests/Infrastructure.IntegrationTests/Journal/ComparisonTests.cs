using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using static CcatOps.Infrastructure.IntegrationTests.Journal.JournaledSite;

namespace CcatOps.Infrastructure.IntegrationTests.Journal;

/// <summary>A process starts beside a Redis and a journal that are filled already.</summary>
internal sealed class ComparisonTests
{
    private JournaledSite site = null!;

    [SetUp]
    public async Task OpenAsync() => site = await JournaledSite.OpenAsync();

    [TearDown]
    public async Task CloseAsync() => await site.DisposeAsync();

    [Test]
    public async Task It_reads_nothing_of_what_both_hold()
    {
        var transactions = await site.AcceptAsync(3);
        await site.Storage.SpoilBodyAsync(transactions[1].Id, 2);
        await site.ReopenAsync();

        Assert.That(await site.Ports.Buffer.AcceptAsync(New("a"), 1_000, CancellationToken.None), Is.EqualTo(new AcceptOutcome.Accepted(4)));
        Assert.That((await site.Ports.Monitor.GetStatusAsync(CancellationToken.None)).Depth, Is.EqualTo(4));
    }

    [Test]
    public async Task What_both_hold_is_not_written_again()
    {
        var transactions = await site.AcceptAsync(5);
        await site.ReopenAsync();
        await site.BeginAsync();

        Assert.That(await site.Storage.ReadJournalAsync(), Is.EqualTo(Ids(transactions)));
    }

    [Test]
    public async Task What_only_redis_took_is_in_the_journal_before_the_first_use()
    {
        var early = await site.AcceptAsync(3);
        var (between, last) = (Many(2), New("c"));
        await site.Storage.AcceptPastTheJournalAsync(between);
        var late = await site.AcceptAsync(3);
        await site.Storage.AcceptPastTheJournalAsync(last);
        await site.ReopenAsync();
        await site.BeginAsync();

        Assert.That(await site.Storage.ReadJournalAsync(), Is.EquivalentTo(Ids([.. early, .. between, .. late, last])));
    }

    [Test]
    public async Task It_is_found_whatever_has_become_of_it()
    {
        await site.AcceptAsync(1);
        Transaction[] past = [New("failing"), New("failing"), New("applied"), New("waiting")];
        foreach (var transaction in past)
            await site.Storage.AcceptPastTheJournalAsync(transaction);
        await site.AcceptAsync(1);
        await site.PeekAsync(2);
        await site.Ports.Source.FailAsync(Holder, past[0].Id, new Failure("23503", "no such row"), CancellationToken.None);
        var batch = await site.PeekAsync();
        await site.Ports.Source.ConfirmAsync([past[2].Id], new Lsn(1), CancellationToken.None);
        var status = await site.Ports.Monitor.GetStatusAsync(CancellationToken.None);
        await site.ReopenAsync();
        await site.BeginAsync();

        Assert.That(batch, Does.Not.Contain(past[1].Id));
        Assert.That((status.Failed, status.Parked, status.Unconfirmed), Is.EqualTo((1, 1, 1)));
        Assert.That(Ids(past), Is.SubsetOf(await site.Storage.ReadJournalAsync()));
    }

    [Test]
    public async Task However_much_the_journal_lacks_it_gets_all()
    {
        var first = await site.AcceptAsync(1);
        var lacking = Many(2_345);
        await site.Storage.AcceptPastTheJournalAsync(lacking);
        var last = await site.AcceptAsync(1);
        await site.ReopenAsync();
        await site.BeginAsync();

        Assert.That(await site.Storage.ReadJournalAsync(), Is.EquivalentTo(Ids([.. first, .. lacking, .. last])));
    }

    [Test]
    public async Task What_was_written_directly_has_no_place_in_it()
    {
        await site.AcceptAsync(1);
        await site.Ports.Buffer.TrackAsync(New("direct"), new Lsn(1), CancellationToken.None);
        var buffered = New("a");
        await site.Storage.AcceptPastTheJournalAsync(buffered);
        await site.ReopenAsync();
        await site.BeginAsync();

        Assert.That(await site.Storage.ReadJournalAsync(), Has.Length.EqualTo(2).And.Contain(buffered.Id));
    }

    [Test]
    public async Task Redis_lost_in_the_middle_of_it_loses_nothing_that_was_answered()
    {
        var answered = await site.AcceptAsync(20);
        await site.Storage.AcceptPastTheJournalAsync(Many(1_500));
        answered = [.. answered, .. await site.AcceptAsync(20)];
        await site.ReopenAsync();
        var beginning = site.BeginAsync();
        await site.Storage.LoseRedisAsync();
        await beginning;
        await site.BeginAsync();
        await site.HoldLeaseAsync();

        var waiting = await site.PeekAsync();
        Assert.That(waiting, Is.SupersetOf(Ids(answered)).And.Unique);
        Assert.That(waiting.Where(Ids(answered).Contains), Is.EqualTo(Ids(answered)));
    }
}
