using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Replication;
using static CcatOps.Infrastructure.IntegrationTests.Journal.JournaledSite;

namespace CcatOps.Infrastructure.IntegrationTests.Journal;

/// <summary>However Redis is rebuilt or read, what waits in it stays in order, and whole.</summary>
internal sealed class OrderTests
{
    private JournaledSite site = null!;

    [SetUp]
    public async Task OpenAsync() => site = await JournaledSite.OpenAsync();

    [TearDown]
    public async Task CloseAsync() => await site.DisposeAsync();

    [Test]
    public async Task A_rebuilding_goes_on_in_chunks_and_ends_in_order()
    {
        var transactions = Many(2_345);
        await site.AcceptAsync(transactions);
        var before = await site.PeekAsync();
        await site.Storage.LoseRedisAsync();
        await site.BeginAsync();
        await site.HoldLeaseAsync();

        Assert.That(await site.PeekAsync(), Is.EqualTo(before).And.Length.EqualTo(transactions.Length));
    }

    [TestCase(0, 1, 2, TestName = "{m}(the oldest)")]
    [TestCase(57, 58, 59, TestName = "{m}(the newest)")]
    [TestCase(10, 20, 21, TestName = "{m}(near the oldest)")]
    [TestCase(30, 45, 50, TestName = "{m}(near the newest)")]
    [TestCase(0, 30, 59, TestName = "{m}(everywhere)")]
    public async Task What_redis_has_lost_comes_back_in_its_place(params int[] lost)
    {
        var transactions = await site.AcceptAsync(60);
        await site.Storage.LoseSomeAsync([.. lost.Select(place => transactions[place].Id)]);
        await site.ReopenAsync();
        await site.BeginAsync();
        await site.HoldLeaseAsync();

        Assert.That(await site.PeekAsync(), Is.EqualTo(Ids(transactions)));
    }

    [Test]
    public async Task A_queue_that_an_interrupted_rebuilding_left_in_disorder_is_put_in_order()
    {
        var transactions = await site.AcceptAsync(60);
        await site.Storage.LeaveInDisorderAsync();
        await site.ReopenAsync();
        await site.BeginAsync();
        await site.HoldLeaseAsync();

        Assert.That(await site.PeekAsync(), Is.EqualTo(Ids(transactions)));
    }

    [Test]
    public async Task A_first_picture_is_whole_while_the_drain_goes_on()
    {
        var transactions = Many(3_456);
        await site.AcceptAsync(transactions);
        var waiting = await site.PeekAsync();
        var reading = site.Ports.Feed.ReadAsync(null, CancellationToken.None);
        foreach (var batch in waiting.Chunk(300))
            await site.Ports.Source.ConfirmAsync(batch, new Lsn(1), CancellationToken.None);
        var picture = await reading;
        var later = await site.Ports.Feed.ReadAsync(picture.Version, CancellationToken.None);

        var taken = picture.Events.OfType<OverlayEvent.Taken>().Select(taken => taken.Transaction.Id).ToHashSet();
        var moved = picture.Events.Concat(later.Events).OfType<OverlayEvent.Moved>().SelectMany(moved => moved.Ids);
        Assert.That(picture.IsSnapshot, Is.True);
        Assert.That(taken.SetEquals(waiting), Is.True, $"{taken.Count} of {waiting.Length} were told");
        Assert.That(moved, Is.SubsetOf(taken));
    }
}
