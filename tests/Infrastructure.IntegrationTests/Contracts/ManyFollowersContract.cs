using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>However many wait behind a failed transaction, a decision about it moves them in order.</summary>
internal sealed class ManyFollowersContract<TStorage> : BufferContract<TStorage>
    where TStorage : IBufferStorage, new()
{
    private const int Followers = 450;

    [Test]
    public async Task A_retry_puts_all_back_before_what_came_later()
    {
        var (failed, followers, later) = await FailBeforeManyAsync();

        var ids = await Ports.Failed.RetryAsync(failed.Id, New("audit"), CancellationToken.None);

        Assert.That(ids, Is.EqualTo(new[] { failed.Id }.Concat(Ids(followers))));
        Assert.That((await PeekIdsAsync(2_000)).SkipLast(1), Is.EqualTo(ids!.Concat(Ids(later))));
        Assert.That(await StatusAsync() is { Failed: 0, Parked: 0 }, Is.True);
    }

    [Test]
    public async Task A_discard_takes_all_along()
    {
        var (failed, followers, later) = await FailBeforeManyAsync();

        var outcome = await Ports.Failed.DiscardAsync(failed.Id, false, "wrong", "operator", null, CancellationToken.None);

        Assert.That(outcome!.Discarded, Is.EqualTo(new[] { failed.Id }.Concat(Ids(followers))));
        Assert.That(await PeekIdsAsync(2_000), Is.EqualTo(Ids(later)));
    }

    [Test]
    public async Task What_another_failed_one_holds_back_stays_parked()
    {
        var transactions = await AcceptAsync("a", "b", "a b", "a", "b", "a b");
        await PeekAsync(2);
        await FailAsync(transactions[0]);
        await FailAsync(transactions[1]);
        await PeekAsync();

        Assert.That(await Ports.Failed.RetryAsync(transactions[0].Id, null, CancellationToken.None), Is.EqualTo(Ids(transactions[..1])));
        Assert.That(
            await Ports.Failed.RetryAsync(transactions[1].Id, null, CancellationToken.None), Is.EqualTo(Ids(transactions[1..])));
        Assert.That(await PeekIdsAsync(), Is.EqualTo(Ids(transactions)));
    }

    private async Task<(Transaction Failed, Transaction[] Followers, Transaction[] Later)> FailBeforeManyAsync()
    {
        var transactions = await AcceptAsync(["a", .. Enumerable.Range(0, Followers).Select(number => $"a b{number}")]);
        await PeekAsync(1);
        await FailAsync(transactions[0]);
        Assert.That(await PeekAsync(2_000), Is.Empty);
        Assert.That((await StatusAsync()).Parked, Is.EqualTo(Followers));
        return (transactions[0], transactions[1..], await AcceptAsync("c", "d"));
    }
}
