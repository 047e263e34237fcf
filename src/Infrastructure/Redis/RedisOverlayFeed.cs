using CcatOps.Application.Reads;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

internal sealed class RedisOverlayFeed(RedisConnection redis) : IOverlayFeed
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
            happened.AddRange(((RedisResult[])answer[3]!).Select(entry => Read((RedisResult[])entry!)).OfType<OverlayEvent>());
            goal ??= (long)answer[4];
        }

        if (isSnapshot)
            await AddPutBackAsync(happened, cancellationToken);
        return new OverlayUpdate(reached!, isSnapshot, happened) { Newest = Math.Max(goal ?? 0, reached!.Number) };
    }

    /// <summary>What a person put back into the queue while it was read may have been passed over.</summary>
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
        var underWay = Task.FromResult(Array.Empty<RedisValue[]>());
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            var next = redis.UseAsync(database => Task.WhenAll(page.Select(id => database.HashGetAsync(redis.Keys.Transaction(id!), Fields))));
            Keep(await underWay);
            underWay = next;
        }

        Keep(await underWay);
        return loaded.OrderBy(transaction => transaction.Sequence).Select(transaction => new OverlayEvent.Taken(transaction));

        void Keep(RedisValue[][] rows) =>
            loaded.AddRange(rows.Select(Read).OfType<OverlayTransaction>().Where(transaction => !transaction.State.IsFinal()));
    }

    private static OverlayEvent? Read(RedisResult[] entry)
    {
        if (entry is [_, var body, var sequence, var state, var lsn])
        {
            var taken = Read([(RedisValue)body, (RedisValue)sequence, (RedisValue)state, (RedisValue)lsn]);
            return taken is null ? null : new OverlayEvent.Taken(taken);
        }

        var words = ((string)entry[0]!).Split(' ');
        return words[0] switch
        {
            "moved" => new OverlayEvent.Moved([.. words.Skip(3).Select(Guid.Parse)], WireNames.Parse<TransactionState>(words[1]), ReadLsn(words[2])),
            _ => new OverlayEvent.Released([.. words.Skip(1).Select(Guid.Parse)]),
        };
    }

    private static OverlayTransaction? Read(RedisValue[] fields) => fields[0].IsNullOrEmpty
        ? null
        : OverlayTransaction.Read(
            (byte[])fields[0]!,
            (long)fields[1],
            WireNames.Parse<TransactionState>((string)fields[2]!),
            ReadLsn((string?)fields[3]));

    private static Lsn? ReadLsn(string? text) => Lsn.TryParse(text, null, out var lsn) ? lsn : null;
}
