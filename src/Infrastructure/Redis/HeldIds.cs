using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>
/// Reads the ids of all that waits for main or for the replica, a page at a time: everybody else waits while Redis reads a million at once.
/// </summary>
internal sealed class HeldIds(RedisConnection redis)
{
    private const int AtOnce = 1_000;

    /// <summary>
    /// All that is held from begin to end is among them, some perhaps twice; but not what is put back into the queue meanwhile. What is taken
    /// meanwhile may be missing.
    /// </summary>
    public async IAsyncEnumerable<RedisValue[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The drain moves entries from the first of these places to one of the others.
        await foreach (var page in ReadQueueAsync(cancellationToken))
            yield return page;
        foreach (var set in new[] { redis.Keys.FailedTransactions, redis.Keys.ParkedTransactions, redis.Keys.UnconfirmedTransactions })
        {
            await foreach (var page in ReadSetAsync(set, cancellationToken))
                yield return page;
        }
    }

    /// <summary>
    /// Reads pages from the newest entry on. Each page begins with an entry of the page before. If it does not, entries were removed, later ones have
    /// moved up, and some would be skipped.
    /// </summary>
    private async IAsyncEnumerable<RedisValue[]> ReadQueueAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = new HashSet<RedisValue>();
        for (var from = 0L; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await redis.UseAsync(database =>
                database.ListRangeAsync(redis.Keys.TransactionBuffer, Math.Max(from - 1, 0), from + AtOnce - 1));
            if (from > 0 && (page.Length == 0 || !last.Contains(page[0])))
            {
                from = Math.Max(from - AtOnce, 0);
                continue;
            }

            var ids = from == 0 ? page : page[1..];
            if (ids.Length > 0)
                yield return ids;
            if (ids.Length < AtOnce)
                break;
            last = [.. ids];
            from += AtOnce;
        }
    }

    private async IAsyncEnumerable<RedisValue[]> ReadSetAsync(string set, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SortedSetEntry[] page;
        var reached = double.NegativeInfinity;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            page = await redis.UseAsync(database =>
                database.SortedSetRangeByScoreWithScoresAsync(set, start: reached, exclude: Exclude.Start, take: AtOnce));
            if (page.Length == 0)
                break;
            reached = page[^1].Score;
            yield return [.. page.Select(entry => entry.Element)];
        }
        while (page.Length == AtOnce);
    }
}
