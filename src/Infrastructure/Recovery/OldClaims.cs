using CcatOps.Application.Errors;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Journal;
using CcatOps.Infrastructure.Redis;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>
/// The claims of settled transactions after a rebuilding. There may be millions of them, so the buffer is used before it has them: until they
/// are back, the journal answers for them.
/// </summary>
internal sealed partial class OldClaims(
    SiteJournal journal, JournalGuard guard, JournalToRedis restoring, TimeProvider time, ILogger<OldClaims> logger)
{
    /// <summary>Requests wait for a repair, and a repair for what is under way: a step is short.</summary>
    private const int AtOnce = 500;

    /// <summary>
    /// The settled transaction that holds one of another's claims, and that claim, when the buffer may not know it; else null. A journal that cannot
    /// be read refuses no write: the marker at main still keeps a repetition from a second effect.
    /// </summary>
    public (string Claim, Transaction Holder)? FindHolder(Transaction transaction)
    {
        if (journal.Folder.Shared.OldClaimsMissingSince == 0)
            return null;
        try
        {
            journal.Folder.LookAgain();
            return journal.Folder.FindHolder(transaction, journal.Folder.Discarded());
        }
        catch (JournalUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Puts them back, if they are missing and no other process does it.</summary>
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
            var seen = await RestoreAllAsync(cancellationToken);
            await guard.ExcludingAsync(
                () =>
                {
                    shared.NoteOldClaimsBack(since);
                    return Task.FromResult(true);
                },
                cancellationToken);
            LogRestored(seen, (long)time.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception exception) when (exception is BufferUnavailableException or JournalUnavailableException)
        {
            // At the next call; each reports its own fault.
        }
    }

    private async Task<long> RestoreAllAsync(CancellationToken cancellationToken)
    {
        var seen = 0L;
        var final = journal.Folder.States().Final;
        foreach (var chunk in journal.Folder.All().Where(entry => final.Contains(entry.Sequence)).Chunk(AtOnce))
        {
            await guard.UseRedisAsync(
                async () => await restoring.RestoreClaimsAsync(await restoring.FindMissingAsync(chunk), cancellationToken), cancellationToken);
            seen += chunk.Length;
        }

        return seen;
    }

    [LoggerMessage(LogLevel.Information, "The buffer knows the claims of {Seen} settled transactions again, after {Milliseconds} ms")]
    private partial void LogRestored(long seen, long milliseconds);
}
