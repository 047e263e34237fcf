using CcatOps.Application.FaultInjection;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Redis;

namespace CcatOps.Infrastructure.Journal;

/// <summary>Redis first, then the journal, then the answer.</summary>
internal sealed class JournaledTransactionBuffer(RedisTransactionBuffer buffer, SiteJournal journal, JournalGuard guard) : ITransactionBuffer
{
    public Task<AcceptOutcome> AcceptAsync(Transaction transaction, int limit, CancellationToken cancellationToken) => guard.UseAsync(
        async () =>
        {
            using var entering = journal.Enter(transaction.Id);
            var packed = new PackedTransaction(transaction);
            var outcome = await buffer.AcceptAsync(packed, limit);
            switch (outcome)
            {
                case AcceptOutcome.Accepted accepted:
                    Fault.Reach(FaultPoint.BeforeJournal);
                    var warning = await journal.KeepAsync(accepted.Sequence, packed);
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
