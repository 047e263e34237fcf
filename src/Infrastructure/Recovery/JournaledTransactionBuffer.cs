using CcatOps.Application.FaultInjection;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>The buffer first, then the journal, then the answer.</summary>
internal sealed class JournaledTransactionBuffer(
    ISequencedBuffer buffer, SiteJournal journal, BufferToJournal copies, OldClaims oldClaims, JournalGuard guard) : ITransactionBuffer
{
    public Task<AcceptOutcome> AcceptAsync(Transaction transaction, BufferLimits limits, CancellationToken cancellationToken)
    {
        var packed = new PackedTransaction(transaction);
        var journaled = 0L;
        return guard.UseJournaledAsync(TakeAsync, alone => alone.AcceptAsync(transaction, limits), cancellationToken);

        async Task<AcceptOutcome> TakeAsync(long generation)
        {
            if (journaled == 0 && oldClaims.FindHolder(transaction) is { } old)
                return new AcceptOutcome.Claimed(old.Holder, old.Claim);
            using var entering = journal.Enter(transaction.Id);
            var outcome = await buffer.AcceptAsync(packed, limits);
            switch (outcome)
            {
                case AcceptOutcome.Accepted accepted:
                    Fault.Reach(FaultPoint.BeforeJournal);
                    var warning = await journal.KeepAsync(accepted.Sequence, packed, generation);
                    journaled = accepted.Sequence;
                    Fault.Reach(FaultPoint.AfterJournal);
                    return accepted with { Warning = warning };
                case AcceptOutcome.Claimed claimed:
                    await journal.WaitForAsync(claimed.Holder.Id);
                    outcome = claimed with { Holder = await KeptAsync(claimed.Holder) };
                    break;
            }

            // In an earlier generation it was taken and journaled, but not answered; another transaction has its claim now.
            if (journaled > 0)
                await journal.KeepAsync(new JournalRecord.Discarded(transaction.Id, journaled), generation);
            return outcome;
        }
    }

    public Task TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken) => guard.UseJournaledAsync(
        async generation =>
        {
            var sequence = await buffer.TrackAsync(transaction, lsn, cancellationToken);
            await journal.KeepAsync(new JournalRecord.Direct(sequence, transaction, lsn), generation);
            return true;
        },
        async alone =>
        {
            await alone.TrackAsync(transaction, lsn);
            return true;
        },
        cancellationToken);

    /// <summary>Another process may have ended after Redis took its write and before the journal did; the answer to a repetition promises both.</summary>
    private async Task<Transaction> KeptAsync(Transaction holder) => await copies.EnsureKeptAsync(holder.Id) is { } warning
        ? holder with { Warnings = [.. holder.Warnings, warning] }
        : holder;
}
