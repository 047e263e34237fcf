using CcatOps.Application.FaultInjection;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Journal;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>Puts back into Redis what the journal holds and Redis does not. Redis must have been said to be incomplete before.</summary>
internal sealed class JournalToRedis(SiteJournal journal, RedisConnection redis, TimeProvider time)
{
    /// <summary>Puts back also what stands as applied.</summary>
    public const string Again = "again";

    private const int AtOnce = 200;
    private static readonly RedisValue Discarded = WireNames.Of(TransactionState.Discarded);

    /// <summary>Those that Redis does not know. What it knows as given up is noted in the journal, which does not.</summary>
    public async Task<IReadOnlyList<JournaledTransaction>> FindMissingAsync(JournaledTransaction[] entries)
    {
        var states = await redis.UseAsync(database => Task.WhenAll(
            entries.Select(entry => database.HashGetAsync(redis.Keys.Transaction(entry.Id.ToString()), "state"))));
        await Task.WhenAll(entries.Where((_, index) => states[index] == Discarded).Select(entry =>
            journal.KeepAsync(new JournalRecord.Discarded(entry.Id, entry.Sequence))));
        return [.. entries.Where((_, index) => states[index].IsNull)];
    }

    /// <summary>Puts them into the queue.</summary>
    /// <param name="entries">In any order, and fastest from the newest on or to it.</param>
    /// <param name="again"><see cref="Again"/> or nothing.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>How many Redis did not have.</returns>
    public Task<long> RestoreAsync(IEnumerable<JournaledTransaction> entries, string again, CancellationToken cancellationToken) =>
        RestoreAsync(entries, "buffered", again, cancellationToken);

    /// <summary>A key that was used, and an id that is taken, must give the first answer again.</summary>
    public Task<long> RestoreClaimsAsync(IEnumerable<JournaledTransaction> entries, CancellationToken cancellationToken) =>
        RestoreAsync(entries.Where(entry => entry.Transaction.Claims.Length > 0), "replicated", "", cancellationToken);

    private async Task<long> RestoreAsync(
        IEnumerable<JournaledTransaction> entries, string state, string again, CancellationToken cancellationToken)
    {
        RedisValue now = TransactionBody.Time(time.GetUtcMicroseconds());
        var restored = 0L;
        foreach (var chunk in entries.Chunk(AtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Fault.Reach(FaultPoint.BeforeRestore);
            restored += (long)await redis.EvaluateAsync(RedisScripts.Restore, [state, again, now, .. chunk.SelectMany(Arguments)]);
            Fault.Reach(FaultPoint.AfterRestore);
        }

        return restored;
    }

    private static IEnumerable<RedisValue> Arguments(JournaledTransaction entry)
    {
        var arguments = TransactionBody.Arguments(entry.Transaction);
        return [arguments[0], entry.Sequence, .. arguments[1..]];
    }
}
