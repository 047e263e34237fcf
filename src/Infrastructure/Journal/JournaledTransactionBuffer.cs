using CcatOps.Application.FaultInjection;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Journal;

/// <summary>Redis first, then the journal, then the answer.</summary>
internal sealed class JournaledTransactionBuffer(ITransactionBuffer buffer, SiteJournal journal, JournalGuard guard) : ITransactionBuffer
{
    public Task<AcceptOutcome> AcceptAsync(Transaction transaction, int limit, CancellationToken cancellationToken) => guard.UseAsync(
        async () =>
        {
            var outcome = await buffer.AcceptAsync(transaction, limit, cancellationToken);
            switch (outcome)
            {
                case AcceptOutcome.Accepted accepted:
                    Fault.Reach(FaultPoint.BeforeJournal);
                    var warning = await journal.KeepAsync(accepted.Sequence, transaction);
                    Fault.Reach(FaultPoint.AfterJournal);
                    return accepted with { Warning = warning };
                case AcceptOutcome.Claimed claimed:
                    await journal.WaitForAsync(claimed.Holder.Id);
                    return outcome;
                default:
                    return outcome;
            }
        },
        alone => alone.AcceptAsync(transaction, limit),
        cancellationToken);

    public Task TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken) => guard.UseRedisAsync(
        async () =>
        {
            await buffer.TrackAsync(transaction, lsn, cancellationToken);
            return true;
        },
        cancellationToken);
}
