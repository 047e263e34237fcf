using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

internal sealed class MonitorContract<TStorage> : BufferContract<TStorage>
    where TStorage : IBufferStorage, new()
{
    [Test]
    public async Task Counts_what_there_is_in_each_state()
    {
        var transactions = await AcceptAsync("a", "a", "b", "c", "d");
        await PeekAsync(3);
        await ConfirmAsync(transactions[2]);
        await FailAsync(transactions[0]);
        await PeekAsync(2);
        var status = await StatusAsync();

        Assert.That((status.Depth, status.Failed, status.Parked, status.Unconfirmed), Is.EqualTo((2, 1, 1, 1)));
        Assert.That(status.Waiting.Transactions, Is.EqualTo(3));
        Assert.That(status.Totals["buffered"], Is.EqualTo(5));
        Assert.That(status.Pause, Is.Null);
    }

    [Test]
    public async Task Knows_how_old_the_oldest_waiting_one_is()
    {
        Assert.That((await StatusAsync()).OldestAcceptedAt, Is.Null);
        var old = New("a") with { AcceptedAt = new DateTimeOffset(2023, 3, 28, 1, 2, 3, 456, TimeSpan.Zero) };
        await AcceptAsync(old);
        await AcceptAsync("b");

        Assert.That((await StatusAsync()).OldestAcceptedAt, Is.EqualTo(old.AcceptedAt));
    }

    [Test]
    public async Task Finds_no_fault_with_a_sound_buffer() =>
        Assert.That((await Ports.Monitor.CheckSafetyAsync(CancellationToken.None)).Faults, Is.Empty);

    [Test]
    public async Task Lists_the_newest_first_page_by_page()
    {
        var transactions = await AcceptAsync("a", "b", "c", "d", "e");
        await PeekAsync(2);
        await ConfirmAsync(transactions[..2]);
        await ReleaseAsync(transactions[0]);
        var first = await Ports.Log.ListAsync(new TransactionFilter(), null, 3, CancellationToken.None);
        var second = await Ports.Log.ListAsync(new TransactionFilter(), first.Next, 3, CancellationToken.None);

        Assert.That(first.Items.Concat(second.Items).Select(record => record.Id), Is.EqualTo(Ids(transactions.Reverse())));
        Assert.That((first.Items.Count, second.Next), Is.EqualTo((3, (string?)null)));
    }

    [Test]
    public async Task Lists_what_was_asked_for()
    {
        var transactions = await AcceptAsync("a", "a b", "b", "c");
        var other = New("a") with { Operation = "finish_observation", AcceptedAt = transactions[0].AcceptedAt.AddMinutes(1) };
        await AcceptAsync(other);
        await PeekAsync(3);
        await ConfirmAsync(transactions[..2]);
        await ReleaseAsync(transactions[0]);

        Assert.That(await ListAsync(new() { States = [TransactionState.Replicated] }), Is.EqualTo(Ids([transactions[0]])));
        Assert.That(
            await ListAsync(new() { States = [TransactionState.Committed, TransactionState.Buffered] }),
            Is.EqualTo(Ids([other, transactions[3], transactions[1]])));
        Assert.That(await ListAsync(new() { Entities = ["a", "x"] }), Is.EqualTo(Ids([other, transactions[1], transactions[0]])));
        Assert.That(await ListAsync(new() { Operations = ["finish_observation"] }), Is.EqualTo(Ids([other])));
        Assert.That(await ListAsync(new() { MinAcceptedAt = other.AcceptedAt }), Is.EqualTo(Ids([other])));
        Assert.That(await ListAsync(new() { MaxAcceptedAt = other.AcceptedAt }), Has.Length.EqualTo(4));
    }

    [Test]
    public async Task Tells_the_way_of_one_transaction()
    {
        var transactions = await AcceptAsync("a b");
        await PeekAsync();
        await ConfirmAsync(transactions);
        await ReleaseAsync(transactions);
        var record = (await Ports.Log.FindAsync(transactions[0].Id, CancellationToken.None))!;

        Assert.That(record.Entities, Is.EqualTo(new[] { "a", "b" }));
        Assert.That((record.AcceptedAt, record.Principal), Is.EqualTo((transactions[0].AcceptedAt, "telescope")));
        Assert.That(record.Times.Keys, Is.EquivalentTo(new[]
        {
            TransactionState.Buffered, TransactionState.Applying, TransactionState.Committed, TransactionState.Replicated,
        }));
    }

    private async Task<Guid[]> ListAsync(TransactionFilter filter) =>
        [.. (await Ports.Log.ListAsync(filter, null, 100, CancellationToken.None)).Items.Select(record => record.Id)];
}
