using CcatOps.Application.Errors;
using CcatOps.Application.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Journal;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>
/// The claims of settled transactions after a rebuilding. There may be millions of them, so the buffer is used before it has them: until they
/// are back, the journal answers for them.
/// </summary>
internal sealed partial class OldClaims(
    SiteJournal journal,
    JournalGuard guard,
    BufferRestorer restorer,
    JournalToBuffer restoring,
    ILocalReplica replica,
    TimeProvider time,
    ILogger<OldClaims> logger)
{
    /// <summary>Requests wait for a repair, and a repair for what is under way: a step is short.</summary>
    private const int AtOnce = 500;

    /// <summary>The settled transaction that holds one of another's claims, and that claim, when the buffer may not know it; else null.</summary>
    /// <exception cref="JournalUnavailableException">A segment cannot be read.</exception>
    public (string Claim, Transaction Holder)? FindHolder(Transaction transaction)
    {
        if (journal.Folder.Shared.OldClaimsMissingSince == 0)
            return null;
        journal.Folder.LookAgain();
        return journal.Folder.FindHolder(transaction, journal.Folder.Discarded());
    }

    /// <summary>Puts them back, if they are missing and no other process does it, and with them the transactions that main has lost since they were settled.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        var shared = journal.Folder.Shared;
        if (shared.OldClaimsMissingSince is not (not 0 and var since))
            return;
        try
        {
            using var right = journal.Folder.TryHoldOldClaims();
            if (right is null)
                return;
            var started = time.GetTimestamp();
            var (seen, lost) = await RestoreAllAsync(cancellationToken);
            await guard.ExcludingAsync(
                async () =>
                {
                    if (lost.Count > 0)
                        await restorer.PutBackAsync([.. lost.OrderBy(entry => entry.Sequence)], cancellationToken);
                    shared.NoteOldClaimsBack(since);
                    return true;
                },
                cancellationToken);
            LogRestored(seen, lost.Count, (long)time.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception exception) when (exception is BufferUnavailableException or JournalUnavailableException)
        {
            // At the next call; each reports its own fault.
        }
    }

    private async Task<(long Seen, IReadOnlyList<JournaledTransaction> Lost)> RestoreAllAsync(CancellationToken cancellationToken)
    {
        var seen = 0L;
        var lost = new List<JournaledTransaction>();
        var markers = new ShownMarkers(replica, logger);
        var final = journal.Folder.States().Final;
        foreach (var chunk in journal.Folder.All().Where(entry => final.Contains(entry.Sequence)).Chunk(AtOnce))
        {
            seen += chunk.Length;
            lost.AddRange(await guard.UseRedisAsync(() => RestoreAsync(chunk, markers, cancellationToken), cancellationToken));
        }

        return (seen, lost);
    }

    /// <returns>Those that Redis did not have and the replica does not show, though it did.</returns>
    private async Task<IReadOnlyList<JournaledTransaction>> RestoreAsync(
        JournaledTransaction[] settled, ShownMarkers markers, CancellationToken cancellationToken)
    {
        var missing = await restoring.FindMissingAsync(settled);
        var shown = await markers.FindAsync(missing, cancellationToken);
        await restoring.RestoreClaimsAsync(missing, cancellationToken);
        return shown is null ? [] : [.. missing.Where(entry => !shown.Contains(entry.Id))];
    }

    [LoggerMessage(LogLevel.Information, "The buffer knows the claims of {Seen} settled transactions again, after {Milliseconds} ms; {Lost} of them were "
        + "lost by main since and put back")]
    private partial void LogRestored(long seen, int lost, long milliseconds);
}
