using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The rules for showing transactions behind a batch that is being applied. An adapter that never shows any keeps these rules too.</summary>
internal sealed class FetchAheadContract<TStorage> : BufferContract<TStorage>
    where TStorage : IBufferStorage, new()
{
    [Test]
    public async Task Shows_what_follows_and_marks_it_as_being_applied()
    {
        var transactions = await AcceptAsync("a", "b", "c", "d", "e");
        var behind = await PeekBehindAsync(await PeekAsync(2));

        Assert.That(behind, Is.EqualTo(CanFetchAhead ? Ids(transactions[2..4]) : []));
        Assert.That(await StateAsync(transactions[3]), Is.EqualTo(CanFetchAhead ? TransactionState.Applying : TransactionState.Buffered));
        Assert.That(await StateAsync(transactions[4]), Is.EqualTo(TransactionState.Buffered));
    }

    [Test]
    public async Task Shows_nothing_when_part_of_the_batch_is_settled_already()
    {
        var transactions = await AcceptAsync("a", "b", "c", "d");
        var batch = await PeekAsync(2);
        await ConfirmAsync(transactions[0]);

        Assert.That(await PeekBehindAsync(batch), Is.Empty);
    }

    [Test]
    public async Task Parks_what_is_held_back_on_the_way()
    {
        var transactions = await AcceptAsync("a", "b", "a", "c");
        await PeekAsync(1);
        await FailAsync(transactions[0]);
        var behind = await PeekBehindAsync([new(transactions[1], 2)]);

        Assert.That(behind, Is.EqualTo(CanFetchAhead ? Ids(transactions[3..]) : []));
        Assert.That(await StateAsync(transactions[2]), Is.EqualTo(CanFetchAhead ? TransactionState.Parked : TransactionState.Buffered));
    }

    [Test]
    public async Task Parks_first_what_was_left_behind_and_is_held_back()
    {
        var transactions = await AcceptAsync("a", "a", "b", "c", "d");
        await PeekAsync(3);
        await FailAsync(transactions[0]);
        BufferedTransaction[] underWay = [new(transactions[2], 3)];

        Assert.That(await PeekBehindAsync(underWay), Is.Empty, "an older one is in the queue");
        Assert.That(await PeekBehindAsync(underWay, leftBehind: transactions[1].Id), Is.EqualTo(CanFetchAhead ? Ids(transactions[3..5]) : []));
        Assert.That(await StateAsync(transactions[1]), Is.EqualTo(CanFetchAhead ? TransactionState.Parked : TransactionState.Applying));
    }

    [Test]
    public async Task Shows_nothing_while_something_left_behind_waits_for_itself()
    {
        var transactions = await AcceptAsync("a", "b", "c");
        await PeekAsync(2);

        Assert.That(await PeekBehindAsync([new(transactions[1], 2)], leftBehind: transactions[0].Id), Is.Empty);
        Assert.That(await StateAsync(transactions[0]), Is.EqualTo(TransactionState.Applying));
    }

    [Test]
    public async Task Shows_nothing_when_something_older_was_put_back()
    {
        var transactions = await AcceptAsync("a", "b", "c", "a", "d");
        await PeekAsync(1);
        await FailAsync(transactions[0]);
        var batch = await PeekAsync(2);
        await Ports.Failed.RetryAsync(transactions[0].Id, null, CancellationToken.None);

        Assert.That(await PeekBehindAsync(batch), Is.Empty);
        Assert.That(await PeekIdsAsync(1), Is.EqualTo(Ids(transactions[..1])));
    }

    [Test]
    public async Task Shows_nothing_to_one_who_does_not_hold_the_lease()
    {
        await AcceptAsync("a", "b");

        Assert.That(await PeekBehindAsync(await PeekAsync(1), "another process"), Is.Empty);
    }

    /// <summary>A file beside the process has no round trip to hide.</summary>
    private static bool CanFetchAhead => typeof(TStorage) != typeof(SqliteStorage);

    private async Task<Guid[]> PeekBehindAsync(
        IReadOnlyList<BufferedTransaction> underWay, string holder = Holder, params Guid[] leftBehind) =>
        Ids((await Ports.Source.PeekBehindAsync(holder, new BatchSize(2), underWay, leftBehind, CancellationToken.None)).Transactions);
}
