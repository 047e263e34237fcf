using System.Globalization;
using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Replication;
using CcatOps.Domain.Journal;
using CcatOps.Infrastructure.Journal;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>
/// Brings Redis and the journal together: Redis gets back what it has lost, in order and each with its sequence; the journal gets
/// what it never got. Every step may be repeated, and whoever is interrupted leaves a Redis that is known to be incomplete. There may be a
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
    private (int Life, SequenceSet Held)? rebuilt;

    /// <summary>What it is doing, in words; null: nothing.</summary>
    public string? Progress { get; private set; }

    /// <summary>Compares, and rebuilds Redis when it has lost something.</summary>
    /// <param name="always">Rebuilds it also when nothing seems to be lost: there is more in the journal than it ever had.</param>
    /// <param name="cancellationToken">Ends it; it must then be repeated.</param>
    /// <exception cref="BufferUnavailableException">Redis is away, or refuses.</exception>
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
                await RebuildAsync(life, state, cancellationToken);
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

    /// <summary>Puts back what stands as applied here and is missing at main.</summary>
    /// <returns>How many were put back.</returns>
    public async Task<long> PutBackAsync(IReadOnlyList<JournaledTransaction> missing, CancellationToken cancellationToken)
    {
        try
        {
            Progress = $"putting back {missing.Count} transactions that main has lost";
            var life = redis.Life;
            var state = await ReadStateAsync();
            await redis.UseAsync(database => database.KeyDeleteAsync(redis.Keys.Journal));

            // The newest first: what was applied is older than what waits, and has its place at the end of the queue then.
            var restored = await restoring.RestoreAsync([.. missing.Reverse()], JournalToRedis.Again, cancellationToken);
            await CompleteAsync(life, state, null, cancellationToken);
            return restored;
        }
        finally
        {
            Progress = null;
        }
    }

    private async Task RebuildAsync(int life, BufferState state, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var held = journal.Folder.Sequences();

        // The same Redis was rebuilt a moment ago, and still has it: what has come since is all that it can lack.
        var had = rebuilt is { } last && last.Life == life && state.Canary == journal.Id ? last.Held : null;
        await redis.UseAsync(database => database.KeyDeleteAsync(redis.Keys.Journal));
        var markers = new ShownMarkers(replica, logger);
        var known = new HashSet<Guid>();
        var (restored, seen) = (0L, 0L);
        foreach (var chunk in Unsettled(held, had, known).Chunk(SeenAtOnce))
        {
            var missing = await restoring.FindMissingAsync(chunk);
            var shown = await markers.FindAsync(missing, cancellationToken) ?? [];
            restored += await restoring.RestoreAsync([.. missing.Where(entry => !shown.Contains(entry.Id))], "", cancellationToken);
            await restoring.RestoreClaimsAsync(missing.Where(entry => shown.Contains(entry.Id)), cancellationToken);
            Progress = $"rebuilding the buffer from the journal: {seen += chunk.Length} looked at, {restored} put back";
        }

        if (!JournalRules.KnowsOldClaims(state.Canary, state.Counter, journal.Id, journal.Folder.SettledBelow))
            restored += await RestoreSettledAsync(markers, cancellationToken);
        if (had is null)
            await copying.CopyAllButAsync(known, cancellationToken);
        else
            await copying.CopyMissingAsync(state.Counter ?? 0, cancellationToken);
        await CompleteAsync(life, state, state.Counter, cancellationToken);
        rebuilt = (life, held);
        LogRebuilt(restored, seen, (long)time.GetElapsedTime(started).TotalMilliseconds);
    }

    private IEnumerable<JournaledTransaction> Unsettled(SequenceSet held, SequenceSet? had, HashSet<Guid> known) =>
        (had is null ? journal.Folder.SettledBelow : held.LeastNotIn(had)) is { } from ? journal.Folder.Transactions(from, known) : [];

    /// <summary>
    /// What was settled before is replicated, unless main has lost it since and it was put back: then the replica does not show it.
    /// </summary>
    private async Task<long> RestoreSettledAsync(ShownMarkers markers, CancellationToken cancellationToken)
    {
        var (restored, seen) = (0L, 0L);
        var settled = journal.Folder.Transactions(0).Where(entry => entry.Sequence < journal.Folder.SettledBelow);
        foreach (var chunk in settled.Chunk(SeenAtOnce))
        {
            var missing = await restoring.FindMissingAsync(chunk);
            if (await markers.FindAsync(missing, cancellationToken) is { } shown)
                restored += await restoring.RestoreAsync([.. missing.Where(entry => !shown.Contains(entry.Id))], "", cancellationToken);
            await restoring.RestoreClaimsAsync(missing, cancellationToken);
            Progress = $"rebuilding the buffer from the journal: {seen += chunk.Length} that were settled looked at";
        }

        return restored;
    }

    /// <summary>Says so to the server that all of it went to; another one is not complete.</summary>
    private async Task CompleteAsync(int life, BufferState before, long? counter, CancellationToken cancellationToken)
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
        await redis.EvaluateInAsync(
            life,
            RedisScripts.Complete,
            journal.Id,
            JournalRules.Floor(counter, journal.Greatest),
            Guid.NewGuid().ToString("N"),
            before.IsInOrder(journal.Id) ? "" : "sort");
        Fault.Reach(FaultPoint.AfterComplete);
    }

    private async Task<BufferState> ReadStateAsync()
    {
        var answer = (RedisResult[])(await redis.EvaluateAsync(RedisScripts.BufferState))!;
        return new(
            (string?)answer[0],
            long.TryParse((string?)answer[1], NumberStyles.None, CultureInfo.InvariantCulture, out var counter) ? counter : null,
            (bool)answer[2]);
    }

    private sealed record BufferState(string? Canary, long? Counter, bool IsAnythingQueued)
    {
        /// <summary>Whether the queue is in order: who was interrupted may have left another.</summary>
        public bool IsInOrder(string journalId) => !IsAnythingQueued || Canary == journalId;
    }

    [LoggerMessage(LogLevel.Warning, "The buffer was rebuilt from the journal: {Restored} transactions were put back and {Unsettled} unsettled ones "
        + "looked at, in {Milliseconds} ms")]
    private partial void LogRebuilt(long restored, long unsettled, long milliseconds);
}
