using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>What may be shown behind a batch that is being applied. An adapter that never shows anything keeps these rules too.</summary>
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
    public async Task Shows_nothing_while_something_is_held_back()
    {
        var transactions = await AcceptAsync("a", "b", "c", "a", "d");
        await PeekAsync(1);
        await FailAsync(transactions[0]);

        Assert.That(await PeekBehindAsync([new(transactions[1], 2)]), Is.Empty);
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

    private async Task<Guid[]> PeekBehindAsync(IReadOnlyList<BufferedTransaction> underWay, string holder = Holder) =>
        Ids((await Ports.Source.PeekBehindAsync(holder, new BatchSize(2), underWay, CancellationToken.None)).Transactions);
}
