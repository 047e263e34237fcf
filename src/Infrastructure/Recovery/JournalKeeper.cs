using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>Notes in the journal which transactions are final, and deletes what has been for long enough.</summary>
internal sealed class JournalKeeper(SiteConfig site, SiteJournal journal, JournalGuard guard, IRecoverableBuffer buffer, TimeProvider time)
{
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await guard.UseRedisAsync(SettleAsync, cancellationToken);
            journal.Folder.Prune(time.GetUtcNow(), site.TransactionBuffering.JournalRetention);
        }
        catch (Exception exception) when (exception is BufferUnavailableException or JournalUnavailableException)
        {
            // At the next call; each reports its own fault.
        }
    }

    /// <summary>
    /// A committed transaction below everything queued or unconfirmed is replicated. Settled and discarded transactions stay settled: one old failed
    /// transaction does not keep later ones unsettled.
    /// </summary>
    private async Task<bool> SettleAsync()
    {
        var states = journal.Folder.States();
        var (below, underWay) = await buffer.FindLowestPendingAsync();
        var settled = states.Committed();
        settled.RemoveFrom(underWay);
        settled.UnionWith(states.Final);
        settled.UnionWith(journal.Folder.Discarded());
        settled.RemoveBelow(below);
        var beyond = settled.ToString();
        if (below == states.Settled.Below && beyond == states.Settled.Beyond)
            return false;
        await journal.NoteAsync(new JournalRecord.Settled(below, time.GetUtcNow()) { Beyond = beyond });
        return true;
    }
}
