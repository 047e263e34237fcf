using CcatOps.Application.FaultInjection;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Journal;
using CcatOps.Infrastructure.Redis;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>Puts back into Redis what the journal holds and Redis does not.</summary>
internal sealed class JournalToRedis(SiteJournal journal, RedisConnection redis, TimeProvider time)
{
    private const int AtOnce = 200;
    private static readonly RedisValue Discarded = WireNames.Of(TransactionState.Discarded);

    private RedisValue Now => TransactionBody.Time(time.GetUtcMicroseconds());

    /// <summary>Those that Redis does not know, or knows in an earlier state. One that Redis knows as discarded is noted in the journal.</summary>
    public async Task<IReadOnlyList<JournaledTransaction>> FindMissingAsync(JournaledTransaction[] entries)
    {
        var states = await redis.UseAsync(database => Task.WhenAll(
            entries.Select(entry => database.HashGetAsync(redis.Keys.Transaction(entry.Id.ToString()), "state"))));
        await Task.WhenAll(entries.Where((_, index) => states[index] == Discarded).Select(entry =>
            journal.KeepAsync(new JournalRecord.Discarded(entry.Id, entry.Sequence))));
        return [.. entries.Where((entry, index) => states[index].IsNull || IsBehind(states[index], entry.State))];
    }

    /// <summary>Puts them into the queue, or where their state belongs.</summary>
    /// <param name="entries">In any order, and fastest from the newest on or to it.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>How many Redis did not have.</returns>
    public Task<long> RestoreAsync(IEnumerable<JournaledTransaction> entries, CancellationToken cancellationToken) =>
        RestoreAsync(entries, entry => WireNames.Of(entry.State), isAgain: false, cancellationToken);

    /// <summary>Puts into the queue what main has lost, also what Redis has as applied.</summary>
    /// <returns>How many were put back.</returns>
    public Task<long> PutBackAsync(IEnumerable<JournaledTransaction> entries, CancellationToken cancellationToken) =>
        RestoreAsync(entries, _ => WireNames.Of(TransactionState.Buffered), isAgain: true, cancellationToken);

    /// <summary>Puts back the claims of replicated transactions: a key that was used, and an id that is taken, must give the first answer again.</summary>
    public Task<long> RestoreClaimsAsync(IEnumerable<JournaledTransaction> entries, CancellationToken cancellationToken) => RestoreAsync(
        entries.Where(entry => entry.Transaction.Claims.Length > 0), _ => WireNames.Of(TransactionState.Replicated), isAgain: false, cancellationToken);

    /// <summary>Discards in a Redis that was set back what people had discarded.</summary>
    public async Task DiscardAsync(SequenceSet discarded, CancellationToken cancellationToken)
    {
        await foreach (var page in new HeldIds(redis).ReadAsync(cancellationToken))
        {
            var sequences = await redis.UseAsync(database => Task.WhenAll(
                page.Select(id => database.HashGetAsync(redis.Keys.Transaction(id!), "sequence"))));
            var again = page.Where((_, index) => !sequences[index].IsNull && discarded.Contains((long)sequences[index])).ToArray();
            if (again.Length > 0)
                await redis.EvaluateAsync(RedisScripts.DiscardAgain, [Now, .. again]);
        }
    }

    private async Task<long> RestoreAsync(
        IEnumerable<JournaledTransaction> entries, Func<JournaledTransaction, string> stateOf, bool isAgain, CancellationToken cancellationToken)
    {
        var restored = 0L;
        foreach (var chunk in entries.Chunk(AtOnce))
        {
            foreach (var same in chunk.GroupBy(stateOf))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Fault.Reach(FaultPoint.BeforeRestore);
                restored += (long)await redis.EvaluateAsync(
                    RedisScripts.Restore, [same.Key, isAgain ? "again" : "", Now, await UnansweredAsync(same), .. same.SelectMany(Arguments)]);
                Fault.Reach(FaultPoint.AfterRestore);
            }
        }

        return restored;
    }

    /// <summary>
    /// The transactions that hold claims of these in Redis and are not in the journal. They were never answered, so one that was may take their
    /// place. What is in the journal may have been answered, and is discarded by nobody but a person.
    /// </summary>
    private async Task<string> UnansweredAsync(IEnumerable<JournaledTransaction> entries)
    {
        RedisKey[] claims = [.. entries.SelectMany(entry => entry.Transaction.Claims).Select(claim => (RedisKey)redis.Keys.Claim(claim))];
        if (claims.Length == 0)
            return "";
        var holders = (await redis.UseAsync(database => database.StringGetAsync(claims))).Where(holder => !holder.IsNull).Distinct().ToArray();
        var sequences = await redis.UseAsync(database => Task.WhenAll(
            holders.Select(holder => database.HashGetAsync(redis.Keys.Transaction(holder!), "sequence"))));
        var journaled = journal.Folder.Sequences();
        var pending = journal.PendingTransactions.Select(entry => entry.Sequence).ToHashSet();
        return string.Join(' ', holders.Where((_, index) =>
            !sequences[index].IsNull && !journaled.Contains((long)sequences[index]) && !pending.Contains((long)sequences[index])));
    }

    private static bool IsBehind(RedisValue state, TransactionState journaled) =>
        journaled is TransactionState.Committed or TransactionState.Failed
        && (string?)state is "buffered" or "applying";

    private IEnumerable<RedisValue> Arguments(JournaledTransaction entry)
    {
        var arguments = TransactionBody.Arguments(entry.Transaction, redis.Seal);
        RedisValue note = entry.Lsn is { } lsn ? lsn.ToString() : entry.Error ?? "";
        return [arguments[0], entry.Sequence, .. arguments[1..], note, entry.IsDirect ? 1 : 0];
    }
}
