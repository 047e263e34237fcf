using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>A transaction that the replica shows need not be in the buffer, and is still known.</summary>
internal sealed class ReleasedContract<TStorage> : BufferContract<TStorage>
    where TStorage : IBufferStorage, new()
{
    [Test]
    public async Task A_repetition_gets_the_first_answer()
    {
        var first = await ReleaseOneAsync();

        var outcome = await TryAcceptAsync(New("b") with { Claims = first.Claims });
        Assert.That(outcome, Is.EqualTo(new AcceptOutcome.Claimed(first, first.Claims[0])));
        Assert.That(((AcceptOutcome.Claimed)outcome).Holder.RequestHash, Is.EqualTo(first.RequestHash));
        Assert.That(await PeekAsync(), Is.Empty);
    }

    [Test]
    public async Task Its_record_says_what_it_was_and_when()
    {
        var first = await ReleaseOneAsync();
        var others = await AcceptAsync("x", "y");

        var listed = await Ports.Log.ListAsync(new(), null, 10, CancellationToken.None);
        Assert.That(listed.Items.Select(record => record.Id), Is.EqualTo(new[] { others[1].Id, others[0].Id, first.Id }));
        foreach (var record in new[] { listed.Items[2], (await Ports.Log.FindAsync(first.Id, CancellationToken.None))! })
        {
            Assert.That(
                (record.State, record.Operation, record.SiteName, record.Principal, record.Sequence),
                Is.EqualTo((TransactionState.Replicated, first.Operation, first.SiteName, first.Principal, 1L)));
            Assert.That((record.AcceptedAt, record.Lsn), Is.EqualTo((first.AcceptedAt, Lsn)));
            Assert.That(record.Entities, Is.EqualTo(first.Entities));
            Assert.That(record.Times.Keys, Is.SupersetOf(new[] { TransactionState.Buffered, TransactionState.Committed, TransactionState.Replicated }));
        }
    }

    [Test]
    public async Task Its_entity_and_operation_find_it()
    {
        var first = await ReleaseOneAsync();
        await AcceptAsync("x");

        TransactionFilter[] filters = [new() { Entities = ["a"] }, new() { Operations = [first.Operation], States = [TransactionState.Replicated] }];
        foreach (var filter in filters)
        {
            var page = await Ports.Log.ListAsync(filter, null, 10, CancellationToken.None);
            Assert.That(page.Items.Select(record => record.Id), Is.EqualTo(new[] { first.Id }));
        }
    }

    private async Task<Transaction> ReleaseOneAsync()
    {
        var first = New("a", "b") with { Claims = ["idempotency:telescope:1"], RequestHash = "0a" };
        await AcceptAsync(first);
        await PeekAsync();
        await ConfirmAsync(first);
        await ReleaseAsync(first);
        return first;
    }
}
