using System.Globalization;
using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Replication;
using CcatOps.Domain.Journal;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Journal;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>
/// Brings Redis and the journal together: Redis gets back what it has lost, in order and each with its sequence; the journal gets
/// what it never got. Every step may be repeated, and an interruption leaves a Redis that is known to be incomplete. There may be a
/// million transactions: no more than a chunk of them is held in memory.
/// </summary>
internal sealed partial class BufferRestorer(
    SiteJournal journal,
    RedisConnection redis,
    JournalToRedis restoring,
    RedisToJournal copying,
    SequenceSeeder seeder,
    ILocalReplica replica,
    TimeProvider time,
    ILogger<BufferRestorer> logger)
{
    private const int SeenAtOnce = 1_000;

    /// <summary>How long a rebuilding waits for the pending writes of other processes. One that is frozen puts them in when it goes on.</summary>
    private static readonly TimeSpan OthersTimeout = TimeSpan.FromSeconds(3);

    private (int Life, long Generation, SequenceSet Held)? rebuilt;

    /// <summary>The current activity; null: none.</summary>
    public string? Progress { get; private set; }

    /// <summary>Compares, and rebuilds Redis when it has lost something.</summary>
    /// <param name="always">Rebuilds it also when nothing seems to be lost: there is more in the journal than it ever had.</param>
    /// <param name="cancellationToken">Ends it; it must then be repeated.</param>
    /// <exception cref="BufferUnavailableException">Redis is unavailable, or refuses.</exception>
    public async Task RestoreAsync(bool always, CancellationToken cancellationToken)
    {
        try
        {
            Progress = "comparing Redis with the journal";
            var life = redis.Life;

            // The journal first: what another process takes meanwhile must not look as if Redis had lost it.
            journal.Folder.LookAgain();
            var state = await ReadStateAsync();
            if (!always && JournalRules.IsComplete(state.Canary, state.Counter, journal.Id, journal.Greatest))
                await copying.CopyMissingAsync(state.Counter ?? 0, cancellationToken);
            else
                await RebuildAsync(life, cancellationToken);
        }
        catch (JournalUnavailableException exception)
        {
            throw new BufferUnavailableException(exception.Message, exception);
        }
        finally
        {
            Progress = null;
        }
    }

    /// <summary>Puts back what is recorded as applied here and is missing at main.</summary>
    /// <returns>How many were put back.</returns>
    public async Task<long> PutBackAsync(IReadOnlyList<JournaledTransaction> missing, CancellationToken cancellationToken)
    {
        try
        {
            Progress = $"putting back {missing.Count} transactions that main has lost";
            var life = redis.Life;
            var mark = NewMark();
            var state = await ReadStateAsync(mark);
            var sequences = SequenceSet.Of(missing.Select(entry => entry.Sequence));
            await journal.KeepAsync(new JournalRecord.Moved(sequences.ToString(), TransactionState.Buffered));

            // The newest first: what was applied is older than what waits, and has its place at the end of the queue then.
            var restored = await restoring.PutBackAsync([.. missing.Reverse()], cancellationToken);
            await CompleteAsync(life, mark, state, null, cancellationToken);
            return restored;
        }
        finally
        {
            Progress = null;
        }
    }

    /// <summary>Puts the pending writes of this process into a Redis that another process has rebuilt, or is rebuilding.</summary>
    /// <exception cref="BufferUnavailableException">Redis is unavailable, or refuses.</exception>
    public async Task ContributeAsync(CancellationToken cancellationToken)
    {
        foreach (var chunk in journal.PendingTransactions.Chunk(SeenAtOnce))
            await restoring.RestoreAsync(await restoring.FindMissingAsync(chunk), cancellationToken);
    }

    private async Task RebuildAsync(int life, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var generation = await BeginGenerationAsync(life, cancellationToken);
        var held = journal.Folder.Sequences();
        var mark = NewMark();
        var state = await ReadStateAsync(mark);

        // The same Redis was rebuilt a moment ago, and still has it: what has come since is all that it can lack.
        var had = rebuilt is { } last
            && (Mutants.IsActive(Mutant.CompletedFromMemory)
                || (last.Life == life && last.Generation == generation.Before && state.Canary == journal.Id))
            ? last.Held
            : null;
        var markers = new ShownMarkers(replica, logger);
        var known = new HashSet<Guid>();
        var (restored, seen) = (0L, 0L);
        foreach (var chunk in journal.Folder.Unsettled(had, known).Concat(journal.PendingTransactions.Where(entry => known.Add(entry.Id))).Chunk(SeenAtOnce))
        {
            var missing = await restoring.FindMissingAsync(chunk);
            var shown = await markers.FindAsync(missing, cancellationToken) ?? [];
            restored += await restoring.RestoreAsync([.. missing.Where(entry => !shown.Contains(entry.Id))], cancellationToken);
            await restoring.RestoreClaimsAsync(missing.Where(entry => shown.Contains(entry.Id)), cancellationToken);
            Progress = $"rebuilding the buffer from the journal: {seen += chunk.Length} compared, {restored} put back";
        }

        await restoring.DiscardAsync(journal.Folder.Discarded(), cancellationToken);
        if (!JournalRules.KnowsOldClaims(state.Canary, state.Counter, journal.Id, journal.Folder.States().Settled.Below))
            restored += await RestoreSettledAsync(markers, cancellationToken);
        if (had is null)
            await copying.CopyAllButAsync(known, cancellationToken);
        else
            await copying.CopyMissingAsync(state.Counter ?? 0, cancellationToken);
        await CompleteAsync(life, mark, state, state.Counter, cancellationToken);
        rebuilt = (life, generation.Current, held);
        LogRebuilt(restored, seen, (long)time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>
    /// From here on a write whose record is not in the journal is not answered before it was sought in Redis, and other processes put in what
    /// they have answered and could not journal. Then the journal is read.
    /// </summary>
    private async Task<(long Before, long Current)> BeginGenerationAsync(int life, CancellationToken cancellationToken)
    {
        var shared = journal.Folder.Shared;
        var before = shared.Generation;
        shared.ChangeGeneration();
        var current = shared.Generation;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), time);
        var started = time.GetTimestamp();
        while (life == redis.Life && shared.HasOthersPending(current) && time.GetElapsedTime(started) < OthersTimeout)
        {
            Progress = "waiting for the pending writes of another process of this site";
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        journal.Folder.LookAgain();
        return (before, current);
    }

    /// <summary>
    /// A settled transaction is replicated, unless main was set back since. Then it has lost the newest, the replica shows them no longer, and all are
    /// compared before the buffer is used. Otherwise only their claims are missing, which <see cref="Recovery.OldClaims"/> puts back later.
    /// </summary>
    private async Task<long> RestoreSettledAsync(ShownMarkers markers, CancellationToken cancellationToken)
    {
        var newest = journal.Folder.NewestSettled(SeenAtOnce).Where(entry => !entry.IsDirect).ToArray();
        if (await markers.FindAsync(newest, cancellationToken) is not { } known || newest.All(entry => known.Contains(entry.Id)))
        {
            journal.Folder.Shared.NoteOldClaimsMissing();
            return 0;
        }

        var (restored, seen) = (0L, 0L);
        var final = journal.Folder.States().Final;
        foreach (var chunk in journal.Folder.All().Where(entry => final.Contains(entry.Sequence)).Chunk(SeenAtOnce))
        {
            var missing = await restoring.FindMissingAsync(chunk);
            if (await markers.FindAsync(missing, cancellationToken) is { } shown)
                restored += await restoring.RestoreAsync([.. missing.Where(entry => !shown.Contains(entry.Id))], cancellationToken);
            await restoring.RestoreClaimsAsync(missing, cancellationToken);
            Progress = $"rebuilding the buffer from the journal: {seen += chunk.Length} settled ones compared";
        }

        return restored;
    }

    /// <summary>
    /// Marks as complete the Redis to which all of it went. One that does not hold the mark of this rebuilding was emptied or set back since
    /// it began, and stays incomplete; so does another server.
    /// </summary>
    private async Task CompleteAsync(int life, string mark, BufferState before, long? counter, CancellationToken cancellationToken)
    {
        try
        {
            await seeder.SeedAsync(cancellationToken);
        }
        catch (BufferUnavailableException exception) when (
            exception.InnerException is LocalDatabaseUnavailableException && journal.Greatest > 0)
        {
            // The journal knows the last sequence that was answered.
        }

        Fault.Reach(FaultPoint.BeforeComplete);
        var answer = await redis.EvaluateInAsync(
            life,
            RedisScripts.Complete,
            journal.Id,
            Mutants.IsActive(Mutant.SequenceNotRaised) ? journal.Greatest : JournalRules.Floor(counter, journal.Greatest),
            Guid.NewGuid().ToString("N"),
            before.IsInOrder(journal.Id) ? "" : "sort",
            mark);
        if (answer.IsNull)
            throw BufferFaults.Incomplete();
        Fault.Reach(FaultPoint.AfterComplete);
    }

    private static string NewMark() => $"rebuilding {Guid.NewGuid():N}";

    /// <param name="mark">Replaces the canary in the same step; "": nothing does.</param>
    private async Task<BufferState> ReadStateAsync(string mark = "")
    {
        var answer = (RedisResult[])(await redis.EvaluateAsync(RedisScripts.BufferState, mark))!;
        return new(
            (string?)answer[0],
            long.TryParse((string?)answer[1], NumberStyles.None, CultureInfo.InvariantCulture, out var counter) ? counter : null,
            (bool)answer[2]);
    }

    private sealed record BufferState(string? Canary, long? Counter, bool IsAnythingQueued)
    {
        /// <summary>Whether the queue is in order: an interrupted rebuilding may have left another.</summary>
        public bool IsInOrder(string journalId) => !IsAnythingQueued || Canary == journalId;
    }

    [LoggerMessage(LogLevel.Warning, "The buffer was rebuilt from the journal: {Restored} transactions were put back and {Unsettled} unsettled ones "
        + "compared, in {Milliseconds} ms")]
    private partial void LogRebuilt(long restored, long unsettled, long milliseconds);
}
