using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

internal sealed class RedisOverlayFeed(RedisConnection redis, RedisBodies bodies) : IOverlayFeed
{
    /// <summary>More would outlive several collections before it is in the picture, and each of them would stop the service for longer.</summary>
    private const int MostAtOnce = 1_000;

    private static readonly RedisValue[] Fields = ["body", "sequence", "state", "lsn"];

    public async Task<OverlayUpdate> ReadAsync(OverlayVersion? known, CancellationToken cancellationToken)
    {
        var happened = new List<OverlayEvent>();
        var (reached, isSnapshot) = (known, false);
        long? goal = null;
        while (goal is null || (reached!.Number < goal && (isSnapshot || happened.Count < MostAtOnce)))
        {
            var answer = await redis.EvaluateCompleteAsync(RedisScripts.ReadOverlay, reached?.History ?? "", reached?.Number ?? -1);
            var version = new OverlayVersion((string)answer[0]!, (long)answer[1]);
            if ((string)answer[2]! == "snapshot")
            {
                // More has happened meanwhile than is kept: the next read takes it in.
                if (isSnapshot && version.History == reached!.History)
                    break;
                (reached, isSnapshot, goal) = (version, true, null);
                happened = [.. await LoadAsync(new HeldIds(redis).ReadAsync(cancellationToken), cancellationToken)];
                continue;
            }

            reached = version;
            if (answer.Length == 3)
                break;
            foreach (var entry in (RedisResult[])answer[3]!)
            {
                if (await ReadAsync((RedisResult[])entry!, cancellationToken) is { } read)
                    happened.Add(read);
            }

            goal ??= (long)answer[4];
        }

        if (isSnapshot)
            await AddPutBackAsync(happened, cancellationToken);
        return new OverlayUpdate(reached!, isSnapshot, happened) { Newest = Math.Max(goal ?? 0, reached!.Number) };
    }

    /// <summary>A transaction that a person put back into the queue during the read may have been skipped.</summary>
    private async Task AddPutBackAsync(List<OverlayEvent> happened, CancellationToken cancellationToken)
    {
        var putBack = happened.OfType<OverlayEvent.Moved>()
            .Where(moved => moved.State == TransactionState.Buffered)
            .SelectMany(moved => moved.Ids)
            .ToHashSet();
        if (putBack.Count == 0)
            return;
        putBack.ExceptWith(happened.OfType<OverlayEvent.Taken>().Select(taken => taken.Transaction.Id));
        var pages = putBack.Select(id => (RedisValue)id.ToString()).Chunk(1_000).ToAsyncEnumerable();
        happened.InsertRange(0, await LoadAsync(pages, cancellationToken));
    }

    /// <summary>
    /// Loads transactions as they are now. What happens to one meanwhile is told again by the events after the snapshot's
    /// version, and one that has come into a final state since is left out. One page is on its way while the one before is read.
    /// </summary>
    private async Task<IEnumerable<OverlayEvent>> LoadAsync(IAsyncEnumerable<RedisValue[]> pages, CancellationToken cancellationToken)
    {
        var loaded = new List<OverlayTransaction>();
        var underWay = Task.FromResult(Array.Empty<(RedisValue Id, RedisValue[] Fields)>());
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            var next = redis.UseAsync(database =>
                Task.WhenAll(page.Select(async id => (id, await database.HashGetAsync(redis.Keys.Transaction(id!), Fields)))));
            await KeepAsync(await underWay);
            underWay = next;
        }

        await KeepAsync(await underWay);
        return loaded.OrderBy(transaction => transaction.Sequence).Select(transaction => new OverlayEvent.Taken(transaction));

        async Task KeepAsync((RedisValue Id, RedisValue[] Fields)[] rows)
        {
            foreach (var (id, fields) in rows)
            {
                if (await ReadAsync(Guid.Parse((string)id!), fields, cancellationToken) is { } transaction)
                    loaded.Add(transaction);
            }
        }
    }

    private async ValueTask<OverlayEvent?> ReadAsync(RedisResult[] entry, CancellationToken cancellationToken)
    {
        var words = ((string)entry[0]!).Split(' ');
        if (entry is [_, var body, var sequence, var state, var lsn])
        {
            RedisValue[] fields = [(RedisValue)body, (RedisValue)sequence, (RedisValue)state, (RedisValue)lsn];
            var taken = await ReadAsync(Guid.Parse(words[1]), fields, cancellationToken);
            return taken is null ? null : new OverlayEvent.Taken(taken);
        }

        return words[0] switch
        {
            "moved" => new OverlayEvent.Moved([.. words.Skip(3).Select(Guid.Parse)], WireNames.Parse<TransactionState>(words[1]), ReadLsn(words[2])),
            _ => new OverlayEvent.Released([.. words.Skip(1).Select(Guid.Parse)]),
        };
    }

    /// <returns>Null: it is unknown, or in a final state.</returns>
    private async ValueTask<OverlayTransaction?> ReadAsync(Guid id, RedisValue[] fields, CancellationToken cancellationToken)
    {
        if (fields[1].IsNullOrEmpty || WireNames.Parse<TransactionState>((string)fields[2]!) is var state && state.IsFinal())
            return null;
        var (sequence, lsn) = ((long)fields[1], ReadLsn((string?)fields[3]));
        return StoredTransaction.TryReadOverlay(redis.Seal.Open(fields[0]), id, sequence, state, lsn)
            ?? OverlayTransaction.Of(await bodies.RecoverOrStandInAsync(id, cancellationToken), sequence, state, lsn);
    }

    private static Lsn? ReadLsn(string? text) => Lsn.TryParse(text, null, out var lsn) ? lsn : null;
}
