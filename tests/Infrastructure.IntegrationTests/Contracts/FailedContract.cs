using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

internal sealed class FailedContract<TStorage> : BufferContract<TStorage>
    where TStorage : IBufferStorage, new()
{
    [Test]
    public async Task Parks_the_later_ones_of_its_entities_and_lets_others_through()
    {
        var transactions = await AcceptAsync("a b", "c", "b", "a c", "d");
        await PeekAsync(1);
        await FailAsync(transactions[0]);

        Assert.That(await PeekIdsAsync(), Is.EqualTo(Ids([transactions[1], transactions[4]])));
        Assert.That(await StateAsync(transactions[2]), Is.EqualTo(TransactionState.Parked));
        Assert.That(await StateAsync(transactions[3]), Is.EqualTo(TransactionState.Parked));
        Assert.That((await StatusAsync()) is { Depth: 2, Failed: 1, Parked: 2 }, Is.True);
    }

    [Test]
    public async Task What_is_parked_parks_the_later_ones_of_all_its_entities()
    {
        var transactions = await AcceptAsync("a", "a b", "b c", "c");
        await PeekAsync(1);
        await FailAsync(transactions[0]);

        Assert.That(await PeekAsync(), Is.Empty);
        Assert.That((await StatusAsync()).Parked, Is.EqualTo(3));
    }

    [Test]
    public async Task An_earlier_one_of_its_entity_is_never_parked_behind_it()
    {
        var transactions = await AcceptAsync("a", "a", "a");
        await PeekAsync();
        await FailAsync(transactions[1]);

        Assert.That(await PeekIdsAsync(), Is.EqualTo(new[] { transactions[0].Id }));
        Assert.That(await StateAsync(transactions[2]), Is.EqualTo(TransactionState.Parked));
    }

    [Test]
    public async Task Many_parked_ones_do_not_hide_what_lies_behind_them()
    {
        var transactions = await AcceptAsync("a", "a", "a", "a", "a", "b");
        await PeekAsync(1);
        await FailAsync(transactions[0]);

        Assert.That(await PeekIdsAsync(2), Is.EqualTo(new[] { transactions[5].Id }));
    }

    [Test]
    public async Task Is_kept_with_its_error_and_counted_as_an_attempt()
    {
        var transactions = await AcceptAsync("a");
        await PeekAsync();
        await FailAsync(transactions[0]);
        await ReopenAsync();

        var record = await Ports.Log.FindAsync(transactions[0].Id, CancellationToken.None);
        Assert.That((record!.State, record.LastError, record.Attempts), Is.EqualTo((TransactionState.Failed, "23503: no such row", 1)));
        Assert.That(await TotalAsync("failed"), Is.EqualTo(1));
    }

    [Test]
    public async Task Retried_goes_to_the_head_with_its_followers_in_order()
    {
        var transactions = await AcceptAsync("a", "b", "a", "c", "a");
        await PeekAsync(1);
        await FailAsync(transactions[0]);
        await PeekAsync();
        var later = await AcceptAsync("a");
        var retried = await Ports.Failed.RetryAsync(transactions[0].Id, null, CancellationToken.None);

        Assert.That(retried, Is.EqualTo(Ids([transactions[0], transactions[2], transactions[4]])));
        Assert.That((await PeekIdsAsync())[0], Is.EqualTo(transactions[0].Id));
        Assert.That(
            (await PeekIdsAsync()).Except(Ids([transactions[1], transactions[3]])),
            Is.EqualTo(Ids([transactions[0], transactions[2], transactions[4], later[0]])));
    }

    [Test]
    public async Task Retried_does_not_overtake_an_earlier_one_of_its_entity()
    {
        var transactions = await AcceptAsync("a", "a", "b", "a");
        await PeekAsync();
        await FailAsync(transactions[1]);
        await PeekAsync();
        await Ports.Failed.RetryAsync(transactions[1].Id, null, CancellationToken.None);

        var order = await PeekIdsAsync();
        Assert.That(order.Where(id => id != transactions[2].Id), Is.EqualTo(Ids([transactions[0], transactions[1], transactions[3]])));
    }

    [Test]
    public async Task Waiting_for_two_failed_ones_it_waits_for_both()
    {
        var transactions = await AcceptAsync("a", "b", "a b", "b");
        await PeekAsync(2);
        await FailAsync(transactions[0]);
        await FailAsync(transactions[1]);
        await PeekAsync();
        var first = await Ports.Failed.RetryAsync(transactions[0].Id, null, CancellationToken.None);
        var shown = await PeekIdsAsync();
        var second = await Ports.Failed.RetryAsync(transactions[1].Id, null, CancellationToken.None);

        Assert.That(first, Is.EqualTo(Ids([transactions[0]])));
        Assert.That(shown, Is.EqualTo(Ids([transactions[0]])));
        Assert.That(second, Is.EqualTo(Ids(transactions[1..])));
        Assert.That(await PeekIdsAsync(), Is.EqualTo(Ids(transactions)));
    }

    [Test]
    public async Task Retried_and_failed_again_parks_its_followers_again()
    {
        var transactions = await AcceptAsync("a", "a");
        await PeekAsync(1);
        await FailAsync(transactions[0]);
        await PeekAsync();
        await Ports.Failed.RetryAsync(transactions[0].Id, null, CancellationToken.None);
        await PeekAsync(1);
        await FailAsync(transactions[0]);

        Assert.That(await PeekAsync(), Is.Empty);
        Assert.That(await StateAsync(transactions[1]), Is.EqualTo(TransactionState.Parked));
        Assert.That(await TotalAsync("buffered"), Is.EqualTo(2));
    }

    [Test]
    public async Task Discarded_takes_its_followers_along()
    {
        var transactions = await AcceptAsync("a", "a b", "b", "c");
        await PeekAsync(1);
        await FailAsync(transactions[0]);
        await PeekAsync();
        var outcome = await Ports.Failed.DiscardAsync(transactions[0].Id, false, "a test", "operator", null, CancellationToken.None);

        Assert.That(outcome!.Discarded, Is.EqualTo(Ids(transactions[..3])));
        Assert.That(outcome.Released, Is.Empty);
        Assert.That(await PeekIdsAsync(), Is.EqualTo(Ids(transactions[3..])));
        Assert.That((await Ports.Log.FindAsync(transactions[2].Id, CancellationToken.None))!.Reason, Is.EqualTo("a test"));
        Assert.That(await TotalAsync("discarded"), Is.EqualTo(3));
    }

    [Test]
    public async Task Discarded_alone_puts_its_followers_back()
    {
        var transactions = await AcceptAsync("a", "a", "a");
        await PeekAsync(1);
        await FailAsync(transactions[0]);
        await PeekAsync();
        var outcome = await Ports.Failed.DiscardAsync(transactions[0].Id, true, "a test", "operator", null, CancellationToken.None);

        Assert.That(outcome!.Discarded, Is.EqualTo(Ids(transactions[..1])));
        Assert.That(outcome.Released, Is.EqualTo(Ids(transactions[1..])));
        Assert.That(await PeekIdsAsync(), Is.EqualTo(Ids(transactions[1..])));
        Assert.That((await AcceptAsync("a")).Length, Is.EqualTo(1));
        Assert.That((await StatusAsync()).Parked, Is.Zero);
    }

    [Test]
    public async Task Only_a_failed_one_can_be_retried_or_discarded()
    {
        var transactions = await AcceptAsync("a", "b");
        await PeekAsync();
        await ConfirmAsync(transactions[0]);
        foreach (var id in new[] { transactions[0].Id, transactions[1].Id, Guid.CreateVersion7() })
        {
            Assert.That(await Ports.Failed.RetryAsync(id, null, CancellationToken.None), Is.Null);
            Assert.That(await Ports.Failed.DiscardAsync(id, false, "a test", "operator", null, CancellationToken.None), Is.Null);
        }

        Assert.That(await PeekIdsAsync(), Is.EqualTo(Ids(transactions[1..])));
    }
}
