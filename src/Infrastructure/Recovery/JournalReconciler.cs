using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Replication;
using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.Journal;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>Finds by their markers what main has lost, and puts it back into the buffer.</summary>
internal sealed partial class JournalReconciler(
    SiteJournal journal,
    BufferRestorer restorer,
    JournalGuard guard,
    IRecoverableBuffer buffer,
    IMainDatabase main,
    ILogger<JournalReconciler> logger) : IReconciler
{
    private const int MarkersAtOnce = 5_000;

    /// <summary>A main that was set back has lost the newest: that many are asked for at the start of each session of the drain.</summary>
    private const int Newest = 1_000;

    private static readonly HashSet<string> Applied = ["committed", "replicated"];

    public async Task<Reconciliation> ReconcileAsync(bool dryRun, CancellationToken cancellationToken)
    {
        try
        {
            var (seen, missing) = await guard.UseRedisAsync(() => FindMissingAsync(cancellationToken), cancellationToken);
            var restored = dryRun || missing.Count == 0
                ? 0
                : await guard.ExcludingAsync(() => restorer.PutBackAsync(missing, cancellationToken), cancellationToken);
            LogReconciled(seen, missing.Count, restored);
            return new Reconciliation(seen, missing.Count, restored, dryRun);
        }
        catch (JournalUnavailableException exception)
        {
            throw new BufferUnavailableException(exception.Message, exception);
        }
    }

    /// <summary>Returns the newest transactions that main had.</summary>
    public async Task<IReadOnlyCollection<Guid>> ExpectAtMainAsync(IReadOnlyCollection<Guid> confirmed)
    {
        var newest = await buffer.FindNewestAppliedAsync(Newest);
        return await AppliedHereAsync([.. newest.Concat(confirmed).Distinct()]);
    }

    /// <summary>Compares everything when main no longer has what it had last.</summary>
    public async Task MeetMainAsync(IReadOnlyCollection<Guid> expected, IReadOnlySet<Guid> found, CancellationToken cancellationToken)
    {
        var lost = expected.Count(id => !found.Contains(id));
        if (lost == 0 || Mutants.IsActive(Mutant.NotReconciled))
            return;
        LogMainSetBack(lost);
        await ReconcileAsync(dryRun: false, cancellationToken);
    }

    private async Task<(long Seen, IReadOnlyList<JournaledTransaction> Missing)> FindMissingAsync(CancellationToken cancellationToken)
    {
        var seen = 0L;
        var missing = new List<JournaledTransaction>();
        foreach (var chunk in journal.Folder.All().Where(entry => !entry.IsDirect).Chunk(MarkersAtOnce))
        {
            seen += chunk.Length;
            var ids = chunk.Select(entry => entry.Id).ToArray();
            var found = await main.FindAppliedAsync(ids, cancellationToken);
            var without = chunk.Where(entry => !found.Ids.Contains(entry.Id)).ToArray();
            var held = await buffer.FindAsync([.. without.Select(entry => entry.Id)]);
            missing.AddRange(without.Where((_, index) => held[index].State is not { } state || Applied.Contains(state)));
        }

        return (seen, [.. missing.OrderBy(entry => entry.Sequence)]);
    }

    /// <summary>Those that came from the buffer and stand here as applied; direct writes are not in the journal.</summary>
    private async Task<IReadOnlyCollection<Guid>> AppliedHereAsync(Guid[] ids)
    {
        var held = await buffer.FindAsync(ids);
        return [.. held.Where(known => known is { WasBuffered: true, State: { } state } && Applied.Contains(state)).Select(known => known.Id)];
    }

    [LoggerMessage(LogLevel.Error, "Main lacks {Count} transactions that it had applied: it was set back. All are compared with the journal")]
    private partial void LogMainSetBack(int count);

    [LoggerMessage(LogLevel.Warning, "Of {Seen} transactions in the journal main lacks {Missing}; {Restored} were put back into the buffer")]
    private partial void LogReconciled(long seen, int missing, long restored);
}
