using System.Globalization;
using System.Runtime.CompilerServices;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>Compares what Redis holds with a journal, and puts back what it lacks.</summary>
internal sealed class RedisRecovery(RedisConnection redis, RedisSafety safety, TimeProvider time) : IRecoverableBuffer
{
    private static readonly RedisValue[] Known = ["state", "sequence", "buffered_at"];
    private static readonly RedisValue[] All = [.. Known, "body"];

    public int Life => redis.Life;

    private RedisValue Now => TransactionBody.Time(time.GetUtcMicroseconds());

    public Task<BufferSafety> CheckSafetyAsync() => safety.CheckAsync();

    public async Task<BufferState> ReadStateAsync(string mark = "")
    {
        var answer = (RedisResult[])(await redis.EvaluateAsync(RedisScripts.BufferState, mark))!;
        return new(
            (string?)answer[0],
            long.TryParse((string?)answer[1], NumberStyles.None, CultureInfo.InvariantCulture, out var counter) ? counter : null,
            (bool)answer[2]);
    }

    public async Task<bool> TryCompleteAsync(int life, string mark, string journalId, long floor, bool isInOrder)
    {
        var answer = await redis.EvaluateInAsync(
            life, RedisScripts.Complete, journalId, floor, Guid.NewGuid().ToString("N"), isInOrder ? "" : "sort", mark);
        return !answer.IsNull;
    }

    public Task<IReadOnlyList<HeldTransaction>> FindAsync(IReadOnlyCollection<Guid> ids) => FindAsync(ids, Known);

    public Task<IReadOnlyList<HeldTransaction>> ReadAsync(IReadOnlyCollection<Guid> ids) => FindAsync(ids, All);

    public async Task<IReadOnlyList<(Guid Id, long Sequence)>> FindHoldersAsync(IReadOnlyCollection<string> claims)
    {
        RedisKey[] keys = [.. claims.Select(claim => (RedisKey)redis.Keys.Claim(claim))];
        if (keys.Length == 0)
            return [];
        var holders = await redis.UseAsync(database => database.StringGetAsync(keys));
        var found = await FindAsync([.. holders.Distinct().Select(holder => Guid.TryParse((string?)holder, out var id) ? id : (Guid?)null).OfType<Guid>()]);
        return [.. found.Where(holder => holder.Sequence is not null).Select(holder => (holder.Id, holder.Sequence!.Value))];
    }

    public Task<IReadOnlyCollection<Guid>> FindNewestAppliedAsync(int most) => redis.UseAsync<IReadOnlyCollection<Guid>>(async database =>
    {
        var sets = await Task.WhenAll(
            database.SortedSetRangeByRankAsync(redis.Keys.UnconfirmedTransactions, 0, most - 1, Order.Descending),
            database.SortedSetRangeByRankAsync(redis.Keys.FinishedTransactions, 0, most - 1, Order.Descending));
        return [.. sets.SelectMany(ids => ids).Select(id => Guid.Parse((string)id!))];
    });

    public async Task<HeldPage> FindBetweenAsync(long least, long greatest, int most) =>
        Read(await redis.EvaluateAsync(RedisScripts.HeldBetween, least, greatest, most));

    public async Task<HeldPage> FindDiscardedAsync(long least, int most) =>
        Read(await redis.EvaluateAsync(RedisScripts.DiscardedFrom, least, most));

    public async IAsyncEnumerable<IReadOnlyList<Guid>> ReadIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in new HeldIds(redis).ReadAsync(cancellationToken))
            yield return [.. page.Select(id => Guid.Parse((string)id!))];
    }

    public async Task<(long Below, long UnderWay)> FindLowestPendingAsync()
    {
        var answer = await redis.EvaluateCompleteAsync(RedisScripts.LowestPending);
        return (Number((string)answer[0]!), Number((string)answer[1]!));
    }

    public async Task<long> RestoreAsync(
        TransactionState state, bool isAgain, IReadOnlyCollection<Guid> unanswered, IReadOnlyCollection<RestoredTransaction> transactions) =>
        (long)await redis.EvaluateAsync(
            RedisScripts.Restore,
            [WireNames.Of(state), isAgain ? "again" : "", Now, string.Join(' ', unanswered), .. transactions.SelectMany(Arguments)]);

    public Task DiscardAgainAsync(IReadOnlyCollection<Guid> ids) =>
        redis.EvaluateAsync(RedisScripts.DiscardAgain, [Now, .. ids.Select(id => (RedisValue)id.ToString())]);

    private async Task<IReadOnlyList<HeldTransaction>> FindAsync(IReadOnlyCollection<Guid> ids, RedisValue[] fields)
    {
        var rows = await redis.UseAsync(database =>
            Task.WhenAll(ids.Select(id => database.HashGetAsync(redis.Keys.Transaction(id.ToString()), fields))));
        return [.. ids.Zip(rows, Held)];
    }

    private HeldTransaction Held(Guid id, RedisValue[] row) => new(id, (string?)row[0], row[1].IsNull ? null : (long)row[1], !row[2].IsNull)
    {
        Read = () => row.Length <= Known.Length || row[Known.Length].IsNull ? null : StoredTransaction.TryRead(redis.Seal.Open(row[Known.Length]), id),
    };

    private IEnumerable<RedisValue> Arguments(RestoredTransaction restored)
    {
        var arguments = TransactionBody.Arguments(restored.Transaction, redis.Seal);
        return [arguments[0], restored.Sequence, .. arguments[1..], restored.Note, restored.IsDirect ? 1 : 0];
    }

    private static HeldPage Read(RedisResult answer)
    {
        var texts = (string[])answer!;
        return new(
            texts[0].Length > 0 ? Number(texts[0]) : null,
            [.. texts.Skip(1).Chunk(2).Select(pair => (Guid.Parse(pair[0]), Number(pair[1])))]);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
