using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>Reads from the journal what cannot be read in Redis.</summary>
internal sealed class JournaledBodies(SiteJournal journal) : IJournaledBodies
{
    public ValueTask<Transaction?> FindAsync(long sequence, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            var edited = journal.Folder.Read(sequence)
                .TakeWhile(record => record is JournalRecord.Edited or JournalRecord.Discarded)
                .OfType<JournalRecord.Edited>()
                .LastOrDefault(record => record.Transaction.Id == id);
            var found = edited?.Transaction
                ?? (journal.Folder.Find(sequence) is { } kept && kept.Id == id ? kept.Transaction : null)
                ?? journal.PendingTransactions.FirstOrDefault(pending => pending.Id == id)?.Transaction;
            return ValueTask.FromResult(found);
        }
        catch (JournalUnavailableException)
        {
            // A record that the journal cannot read either.
            return ValueTask.FromResult<Transaction?>(null);
        }
    }
}
