using CcatOps.Application.FaultInjection;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Redis;

namespace CcatOps.Infrastructure.Journal;

/// <summary>Lets the journal know what people decided, so that it does not come back from there as it was before.</summary>
internal sealed class JournaledFailedTransactions(IFailedTransactions failed, RedisToJournal copies, JournalGuard guard) : IFailedTransactions
{
    public Task<IReadOnlyList<Guid>?> RetryAsync(Guid id, Transaction? audit, CancellationToken cancellationToken) => DecideAsync(
        () => failed.RetryAsync(id, audit, cancellationToken), audit, _ => Task.CompletedTask, cancellationToken);

    public Task<IReadOnlyList<Guid>?> EditAsync(
        Transaction edited, TransactionEdit edit, int earlierEdits, Transaction? audit, CancellationToken cancellationToken) => DecideAsync(
        () => failed.EditAsync(edited, edit, earlierEdits, audit, cancellationToken),
        audit,
        _ => copies.CopyAsync([edited.Id], (sequence, _) => new JournalRecord.Edited(sequence, edited)),
        cancellationToken);

    public Task<DiscardOutcome?> DiscardAsync(
        Guid id, bool releaseFollowers, string reason, string principal, Transaction? audit, CancellationToken cancellationToken) => DecideAsync(
        () => failed.DiscardAsync(id, releaseFollowers, reason, principal, audit, cancellationToken),
        audit,
        outcome => copies.CopyAsync(outcome.Discarded, (sequence, discarded) => new JournalRecord.Discarded(discarded.Id, sequence)),
        cancellationToken);

    private Task<TOutcome?> DecideAsync<TOutcome>(
        Func<Task<TOutcome?>> decideAsync, Transaction? audit, Func<TOutcome, Task> keepAsync, CancellationToken cancellationToken)
        where TOutcome : class => guard.UseRedisAsync(
        async () =>
        {
            if (await decideAsync() is not { } outcome)
                return null;
            Fault.Reach(FaultPoint.DecisionTaken);
            await keepAsync(outcome);
            await copies.KeepAuditAsync(audit);
            return outcome;
        },
        cancellationToken);
}
