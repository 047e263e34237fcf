using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

internal sealed class OverlayContract<TStorage> : BufferContract<TStorage>
    where TStorage : IBufferStorage, new()
{
    [Test]
    public async Task Begins_with_all_there_is()
    {
        var transactions = await AcceptAsync("a", "b");
        var update = await ReadOverlayAsync();

        Assert.That(update.IsSnapshot, Is.True);
        Assert.That(update.Events.Cast<OverlayEvent.Taken>().Select(taken => taken.Transaction.Id), Is.EqualTo(Ids(transactions)));
    }

    [Test]
    public async Task Says_nothing_where_nothing_happened()
    {
        await AcceptAsync("a");
        var version = (await ReadOverlayAsync()).Version;
        var update = await ReadOverlayAsync(version);

        Assert.That((update.Version, update.IsSnapshot, update.Events.Count), Is.EqualTo((version, false, 0)));
    }

    [Test]
    public async Task What_happened_since_leads_to_the_same_picture_as_a_snapshot()
    {
        using var mirror = new OverlayMirror(Ports.Feed);
        await mirror.GetCurrentAsync(CancellationToken.None);
        var transactions = await AcceptAsync("a", "a", "b", "c", "d");
        await ComparedAsync(mirror);
        await PeekAsync();
        await ComparedAsync(mirror);
        await ConfirmAsync(transactions[2], transactions[3]);
        await FailAsync(transactions[0]);
        await ComparedAsync(mirror);
        await PeekAsync();
        await ReleaseAsync(transactions[2]);
        await ComparedAsync(mirror);
        await Ports.Failed.RetryAsync(transactions[0].Id, null, CancellationToken.None);
        await Ports.Buffer.TrackAsync(New("e"), Lsn, CancellationToken.None);
        await ComparedAsync(mirror);
        await PeekAsync();
        await FailAsync(transactions[0]);
        await PeekAsync();
        await Ports.Failed.DiscardAsync(transactions[0].Id, false, "a test", "operator", null, CancellationToken.None);
        await ComparedAsync(mirror);
    }

    [Test]
    public async Task A_long_story_is_told_to_its_end_in_order()
    {
        var version = (await ReadOverlayAsync()).Version;
        var transactions = Enumerable.Range(0, 2_100).Select(number => New($"{number}")).ToArray();
        await Task.WhenAll(transactions.Select(transaction => Ports.Buffer.AcceptAsync(transaction, int.MaxValue, CancellationToken.None)));

        var told = new List<OverlayEvent.Taken>();
        OverlayUpdate update;
        do
        {
            update = await ReadOverlayAsync(version);
            version = update.Version;
            told.AddRange(update.Events.Cast<OverlayEvent.Taken>());
        }
        while (version.Number < update.Newest);

        Assert.That(told.Select(taken => taken.Transaction.Id), Is.EquivalentTo(Ids(transactions)));
        Assert.That(told.Select(taken => taken.Transaction.Sequence), Is.Ordered);
    }

    [Test]
    public async Task Tells_the_position_of_what_main_has()
    {
        using var mirror = new OverlayMirror(Ports.Feed);
        var transactions = await AcceptAsync("a");
        await PeekAsync();
        await mirror.GetCurrentAsync(CancellationToken.None);
        await ConfirmAsync(transactions);

        var unconfirmed = (await mirror.GetCurrentAsync(CancellationToken.None)).Unconfirmed.Single();
        Assert.That((unconfirmed.Id, unconfirmed.Lsn), Is.EqualTo((transactions[0].Id, Lsn)));
    }

    [Test]
    public async Task Goes_on_after_a_restart()
    {
        var version = (await ReadOverlayAsync()).Version;
        await ReopenAsync();
        await AcceptAsync("a");
        var update = await ReadOverlayAsync(version);

        Assert.That(update.Version.History, Is.EqualTo((await ReadOverlayAsync()).Version.History));
        Assert.That(update.Events, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Starts_anew_after_a_loss()
    {
        await AcceptAsync("a");
        var lost = (await ReadOverlayAsync()).Version;
        await Storage.LoseAsync();
        var transactions = await AcceptAsync("b");
        var update = await ReadOverlayAsync(lost);

        Assert.That(update.IsSnapshot, Is.True);
        Assert.That(update.Version.History, Is.Not.EqualTo(lost.History));
        Assert.That(update.Events.Cast<OverlayEvent.Taken>().Select(taken => taken.Transaction.Id), Is.EqualTo(Ids(transactions)));
    }

    [TestCase(1)]
    [TestCase(-1_000_000)]
    public async Task Starts_anew_from_a_version_that_it_cannot_know(long distance)
    {
        await AcceptAsync("a");
        var version = (await ReadOverlayAsync()).Version;
        var update = await ReadOverlayAsync(version with { Number = version.Number + distance });

        Assert.That(update.IsSnapshot, Is.True);
        Assert.That(update.Events, Has.Count.EqualTo(1));
    }

    private async Task ComparedAsync(OverlayMirror mirror)
    {
        var followed = await mirror.GetCurrentAsync(CancellationToken.None);
        using var fresh = new OverlayMirror(Ports.Feed);
        var snapshot = await fresh.GetCurrentAsync(CancellationToken.None);
        Assert.That(Picture(followed), Is.EqualTo(Picture(snapshot)));
    }

    private static (long Sequence, Guid Id, TransactionState State)[] Picture(OverlaySnapshot overlay) =>
        [.. overlay.Transactions.Select(transaction => (transaction.Sequence, transaction.Id, transaction.State)).Order()];
}
