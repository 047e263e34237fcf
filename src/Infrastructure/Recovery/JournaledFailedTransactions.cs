using CcatOps.Application.FaultInjection;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>Has the journal keep what people decide, so that a rebuilt buffer obeys it.</summary>
internal sealed class JournaledFailedTransactions(
    IFailedTransactions failed, BufferToJournal copies, SiteJournal journal, JournalGuard guard) : IFailedTransactions
{
    public Task<IReadOnlyList<Guid>?> RetryAsync(Guid id, Transaction? audit, CancellationToken cancellationToken) => DecideAsync(
        () => failed.RetryAsync(id, audit, cancellationToken), audit, KeepBufferedAsync, cancellationToken);

    public Task<IReadOnlyList<Guid>?> EditAsync(
        Transaction edited, TransactionEdit edit, int earlierEdits, Transaction? audit, CancellationToken cancellationToken) => DecideAsync(
        () => EditAsync(edited, () => failed.EditAsync(edited, edit, earlierEdits, audit, cancellationToken)),
        audit,
        KeepBufferedAsync,
        cancellationToken);

    public Task<DiscardOutcome?> DiscardAsync(
        Guid id, bool releaseFollowers, string reason, string principal, Transaction? audit, CancellationToken cancellationToken) => DecideAsync(
        () => failed.DiscardAsync(id, releaseFollowers, reason, principal, audit, cancellationToken),
        audit,
        async outcome =>
        {
            await copies.CopyAsync(outcome.Discarded, (sequence, discarded) => new JournalRecord.Discarded(discarded.Id, sequence));
            await KeepBufferedAsync(outcome.Released);
        },
        cancellationToken);

    /// <summary>
    /// Takes a decision in Redis, and then keeps it. A decision that is taken again, because a rebuilding began in between, is refused where Redis
    /// still has it: then the first outcome holds.
    /// </summary>
    private Task<TOutcome?> DecideAsync<TOutcome>(
        Func<Task<TOutcome?>> decideAsync, Transaction? audit, Func<TOutcome, Task> keepAsync, CancellationToken cancellationToken)
        where TOutcome : class
    {
        TOutcome? decided = null;
        return guard.UseRedisJournaledAsync(
            async _ =>
            {
                decided = await decideAsync() ?? decided;
                if (decided is null)
                    return null;
                Fault.Reach(FaultPoint.DecisionTaken);
                await keepAsync(decided);
                await copies.KeepAuditAsync(audit);
                return decided;
            },
            cancellationToken);
    }

    /// <summary>The journal first: values that Redis has and the journal lacks would be lost with Redis.</summary>
    private async Task<IReadOnlyList<Guid>?> EditAsync(Transaction edited, Func<Task<IReadOnlyList<Guid>?>> editAsync)
    {
        if (await copies.FindSequenceAsync(edited.Id) is not { } sequence)
            return await editAsync();
        var order = journal.Folder.NextOrder();
        await journal.KeepAsync(new JournalRecord.Edited(sequence, edited) { Order = order });
        if (await editAsync() is { } outcome)
            return outcome;
        await journal.KeepAsync(new JournalRecord.Withdrawn(sequence, order));
        return null;
    }

    private Task KeepBufferedAsync(IReadOnlyList<Guid> buffered) => copies.CopyAllAsync(
        buffered, sequences => new JournalRecord.Moved(sequences.ToString(), TransactionState.Buffered));
}
