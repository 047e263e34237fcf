using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The limits besides the number of transactions: their bytes, and the share of one principal.</summary>
internal sealed class RoomContract<TStorage> : BufferContract<TStorage>
    where TStorage : IBufferStorage, new()
{
    [Test]
    public async Task What_waits_is_counted_in_bytes_until_main_has_it()
    {
        var transactions = new[] { Of("telescope"), Of("pipeline"), Of("telescope") };
        foreach (var transaction in transactions)
            await AcceptAsync(transaction);
        var all = (await StatusAsync()).WaitingBytes;
        await PeekAsync();
        await ConfirmAsync(transactions[0]);
        var two = (await StatusAsync()).WaitingBytes;
        await ConfirmAsync(transactions[1], transactions[2]);

        Assert.That(two, Is.InRange(1, all - 1));
        Assert.That((await StatusAsync()).WaitingBytes, Is.Zero);
    }

    [Test]
    public async Task A_buffer_with_as_many_bytes_as_may_wait_takes_no_more()
    {
        await AcceptAsync("a");
        var bytes = (await StatusAsync()).WaitingBytes;

        Assert.That(await ShortageAsync("telescope", new(1_000, bytes)), Is.EqualTo(BufferShortage.Bytes));
        Assert.That(await ShortageAsync("telescope", new(1_000, bytes + 1)), Is.Null);
    }

    [Test]
    public async Task One_principal_leaves_room_for_the_others()
    {
        for (var i = 0; i < 9; i++)
            await AcceptAsync(Of("script"));
        var limits = new BufferLimits(10, Share: 0.9);

        Assert.That(await ShortageAsync("script", limits), Is.EqualTo(BufferShortage.Share));
        Assert.That(await ShortageAsync("telescope", limits), Is.Null);
        Assert.That(await ShortageAsync("telescope", limits), Is.EqualTo(BufferShortage.Transactions));
    }

    [Test]
    public async Task One_principal_leaves_bytes_for_the_others()
    {
        await AcceptAsync(Of("script"));
        var limits = new BufferLimits(1_000, (await StatusAsync()).WaitingBytes + 1, Share: 0.9);

        Assert.That(await ShortageAsync("script", limits), Is.EqualTo(BufferShortage.Share));
        Assert.That(await ShortageAsync("telescope", limits), Is.Null);
    }

    [Test]
    public async Task A_principal_has_room_again_when_main_has_taken_its_writes()
    {
        var limits = new BufferLimits(10, Share: 0.1);
        var first = Of("script");
        await AcceptAsync(first);
        var refused = await ShortageAsync("script", limits);
        await PeekAsync();
        await ConfirmAsync(first);

        Assert.That(refused, Is.EqualTo(BufferShortage.Share));
        Assert.That(await ShortageAsync("script", limits), Is.Null);
    }

    [Test]
    public async Task A_failed_transaction_takes_no_room_until_it_is_put_back()
    {
        var transactions = await AcceptAsync("a", "a");
        var two = (await StatusAsync()).WaitingBytes;
        await PeekAsync();
        await FailAsync(transactions[0]);
        await PeekAsync();
        var parked = (await StatusAsync()).WaitingBytes;
        await Ports.Failed.RetryAsync(transactions[0].Id, audit: null, CancellationToken.None);

        Assert.That(parked, Is.InRange(1, two - 1));
        Assert.That((await StatusAsync()).WaitingBytes, Is.EqualTo(two));
        Assert.That(await StateAsync(transactions[1]), Is.EqualTo(TransactionState.Buffered));
    }

    [Test]
    public async Task What_was_discarded_takes_no_room()
    {
        var transactions = await AcceptAsync("a", "a");
        await PeekAsync();
        await FailAsync(transactions[0]);
        await PeekAsync();
        await Ports.Failed.DiscardAsync(
            transactions[0].Id, releaseFollowers: false, "not wanted", "a person", audit: null, CancellationToken.None);

        Assert.That((await StatusAsync()).WaitingBytes, Is.Zero);
    }

    private static Transaction Of(string principal) => New("a") with { Principal = principal };

    private async Task<BufferShortage?> ShortageAsync(string principal, BufferLimits limits) =>
        (await TryAcceptAsync(Of(principal), limits) as AcceptOutcome.Full)?.Shortage;
}
