using System.Globalization;
using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Replication;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Journal;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Journal;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>
/// Brings Redis and the journal together: Redis gets back what it has lost, in order and each with its sequence; the journal gets
/// what it never got. Every step may be repeated, and whoever is interrupted leaves a Redis that is known to be incomplete.
/// </summary>
internal sealed partial class BufferRestorer(
    SiteJournal journal,
    RedisConnection redis,
    SequenceSeeder seeder,
    ILocalReplica replica,
    TimeProvider time,
    ILogger<BufferRestorer> logger)
{
    private const int AtOnce = 200;
    private const int MarkersAtOnce = 5_000;
    private static readonly RedisValue Discarded = WireNames.Of(TransactionState.Discarded);
    private static readonly RedisValue[] Fields = ["body", "sequence", "buffered_at"];

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
            var unsettled = journal.Folder.Unsettled();
            var state = await ReadStateAsync();
            if (!always && JournalRules.IsComplete(state.Canary, state.Counter, journal.Id, journal.Greatest))
                await JournalMissingAsync(state.Held, unsettled, cancellationToken);
            else
                await RebuildAsync(life, state, unsettled, cancellationToken);
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

    /// <summary>Has the journal keep transactions as Redis holds them: those that its own scripts took, changed or ended.</summary>
    public async Task CopyAsync(IEnumerable<Guid> ids, Func<long, Transaction, JournalRecord> record)
    {
        var rows = await redis.UseAsync(database =>
            Task.WhenAll(ids.Select(id => database.HashGetAsync(redis.Keys.Transaction(id.ToString()), Fields))));
        await Task.WhenAll(rows.Where(row => row.All(field => !field.IsNull)).Select(row =>
            journal.KeepAsync(record((long)row[1], TransactionBody.Read(row[0])))));
    }

    /// <summary>A decision's record is taken in the same step as the decision, past the buffer's front door.</summary>
    public Task KeepAuditAsync(Transaction? audit) => audit is null
        ? Task.CompletedTask
        : CopyAsync([audit.Id], (sequence, taken) => new JournalRecord.Accepted(sequence, taken));

    /// <summary>Puts back what stands as applied here and is missing at main.</summary>
    /// <returns>How many were put back.</returns>
    public async Task<long> PutBackAsync(IReadOnlyList<JournaledTransaction> missing, CancellationToken cancellationToken)
    {
        try
        {
            var life = redis.Life;
            await redis.UseAsync(database => database.KeyDeleteAsync(redis.Keys.Journal));
            var restored = await RestoreAsync(missing, "buffered", "again", cancellationToken);
            await CompleteAsync(life, null, cancellationToken);
            return restored;
        }
        finally
        {
            Progress = null;
        }
    }

    private async Task RebuildAsync(
        int life, BufferState state, List<JournaledTransaction> unsettled, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await redis.UseAsync(database => database.KeyDeleteAsync(redis.Keys.Journal));
        var missing = unsettled.Where(entry => !state.Held.Contains(entry.Id)).ToList();
        var shown = await ShownAsync(missing, cancellationToken) ?? [];
        var restored = await RestoreAsync([.. missing.Where(entry => !shown.Contains(entry.Id))], "buffered", "", cancellationToken);
        await RestoreClaimsAsync(missing.Where(entry => shown.Contains(entry.Id)), cancellationToken);
        if (!JournalRules.KnowsOldClaims(state.Canary, state.Counter, journal.Id, journal.Folder.SettledBelow))
            restored += await RestoreSettledAsync(state.Held, cancellationToken);
        await JournalMissingAsync(state.Held, unsettled, cancellationToken);
        await CompleteAsync(life, state.Counter, cancellationToken);
        LogRebuilt(restored, unsettled.Count, (long)time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>
    /// What was settled before is replicated, unless main has lost it since and it was put back: then the replica does not show it.
    /// </summary>
    private async Task<long> RestoreSettledAsync(HashSet<Guid> held, CancellationToken cancellationToken)
    {
        var restored = 0L;
        var settled = journal.Folder.Transactions(0)
            .Where(entry => entry.Sequence < journal.Folder.SettledBelow && !held.Contains(entry.Id));
        foreach (var chunk in settled.Chunk(MarkersAtOnce))
        {
            if (await ShownAsync(chunk, cancellationToken) is { } shown)
                restored += await RestoreAsync([.. chunk.Where(entry => !shown.Contains(entry.Id))], "buffered", "", cancellationToken);
            await RestoreClaimsAsync(chunk, cancellationToken);
        }

        return restored;
    }

    /// <summary>A key that was used, and an id that is taken, must give the first answer again.</summary>
    private Task<long> RestoreClaimsAsync(IEnumerable<JournaledTransaction> entries, CancellationToken cancellationToken) =>
        RestoreAsync([.. entries.Where(entry => entry.Transaction.Claims.Length > 0)], "replicated", "", cancellationToken);

    /// <summary>Says so to the server that all of it went to; another one is not complete.</summary>
    private async Task CompleteAsync(int life, long? counter, CancellationToken cancellationToken)
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
            life, RedisScripts.Complete, journal.Id, JournalRules.Floor(counter, journal.Greatest), Guid.NewGuid().ToString("N"));
        Fault.Reach(FaultPoint.AfterComplete);
    }

    /// <summary>Which of them the replica shows; null while it is away: then the drain finds the markers at main.</summary>
    private async Task<HashSet<Guid>?> ShownAsync(IEnumerable<JournaledTransaction> entries, CancellationToken cancellationToken)
    {
        var shown = new HashSet<Guid>();
        try
        {
            foreach (var chunk in entries.Chunk(MarkersAtOnce))
                shown.UnionWith(await replica.FindMarkersAsync([.. chunk.Select(entry => entry.Id)], cancellationToken));
            return shown;
        }
        catch (LocalDatabaseUnavailableException exception)
        {
            LogReplicaAway(exception.Message);
            return null;
        }
    }

    private async Task<long> RestoreAsync(
        IReadOnlyCollection<JournaledTransaction> entries, string state, string again, CancellationToken cancellationToken)
    {
        RedisValue now = TransactionBody.Time(time.GetUtcMicroseconds());
        var (restored, done) = (0L, 0);
        foreach (var chunk in entries.Chunk(AtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Progress = $"rebuilding the buffer from the journal: {done} of {entries.Count}";
            Fault.Reach(FaultPoint.BeforeRestore);
            restored += (long)await redis.EvaluateAsync(RedisScripts.Restore, [state, again, now, .. chunk.SelectMany(Arguments)]);
            Fault.Reach(FaultPoint.AfterRestore);
            done += chunk.Length;
        }

        return restored;
    }

    private static IEnumerable<RedisValue> Arguments(JournaledTransaction entry)
    {
        var arguments = TransactionBody.Arguments(entry.Transaction);
        return [arguments[0], entry.Sequence, .. arguments[1..]];
    }

    /// <summary>
    /// What Redis has accepted or given up and the journal does not know: the process ended between the two, or the journal is new. A
    /// direct write, which is followed and was never buffered, has no place in it.
    /// </summary>
    private async Task JournalMissingAsync(
        HashSet<Guid> held, List<JournaledTransaction> unsettled, CancellationToken cancellationToken)
    {
        var known = unsettled.Select(entry => entry.Id).ToHashSet();
        foreach (var chunk in held.Where(id => !known.Contains(id)).Chunk(AtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await CopyAsync(chunk, (sequence, transaction) => new JournalRecord.Accepted(sequence, transaction));
        }

        foreach (var chunk in unsettled.Where(entry => !held.Contains(entry.Id)).Chunk(AtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var states = await redis.UseAsync(database => Task.WhenAll(
                chunk.Select(entry => database.HashGetAsync(redis.Keys.Transaction(entry.Id.ToString()), "state"))));
            await Task.WhenAll(chunk.Where((_, index) => states[index] == Discarded).Select(entry =>
                journal.KeepAsync(new JournalRecord.Discarded(entry.Id, entry.Sequence))));
        }
    }

    private async Task<BufferState> ReadStateAsync()
    {
        var answer = (RedisResult[])(await redis.EvaluateAsync(RedisScripts.BufferState))!;
        return new(
            (string?)answer[0],
            long.TryParse((string?)answer[1], NumberStyles.None, CultureInfo.InvariantCulture, out var counter) ? counter : null,
            ((string[])answer[2]!).Select(Guid.Parse).ToHashSet());
    }

    private sealed record BufferState(string? Canary, long? Counter, HashSet<Guid> Held);

    [LoggerMessage(LogLevel.Warning, "The buffer was rebuilt from the journal: {Restored} of {Unsettled} unsettled transactions were put back, "
        + "in {Milliseconds} ms")]
    private partial void LogRebuilt(long restored, int unsettled, long milliseconds);

    [LoggerMessage(LogLevel.Warning, "The replica cannot tell what it shows, so the drain will ask main: {Reason}")]
    private partial void LogReplicaAway(string reason);
}
