using CcatOps.Application.Reads;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

internal sealed class RedisOverlayFeed(RedisConnection redis) : IOverlayFeed
{
    private const int TransactionsAtOnce = 1_000;
    private static readonly RedisValue[] Fields = ["body", "sequence", "state", "lsn"];

    public async Task<OverlayUpdate> ReadAsync(OverlayVersion? known, CancellationToken cancellationToken)
    {
        var happened = new List<OverlayEvent>();
        var reached = known;
        long? goal = null;
        while (goal is null || reached!.Number < goal)
        {
            var answer = await redis.EvaluateCompleteAsync(RedisScripts.ReadOverlay, reached?.History ?? "", reached?.Number ?? -1);
            reached = new OverlayVersion((string)answer[0]!, (long)answer[1]);
            if ((string)answer[2]! == "snapshot")
            {
                var ids = answer.Skip(3).SelectMany(list => (RedisValue[])list!);
                return new OverlayUpdate(reached, IsSnapshot: true, await LoadAsync(ids, cancellationToken));
            }

            if (answer.Length == 3)
                break;
            happened.AddRange(((RedisResult[])answer[3]!).Select(entry => Read((RedisResult[])entry!)).OfType<OverlayEvent>());
            goal ??= (long)answer[4];
        }

        return new OverlayUpdate(reached!, IsSnapshot: false, happened);
    }

    /// <summary>
    /// Loads transactions as they are now. What happens to one meanwhile is told again by the events after the snapshot's
    /// version, and one that has come into a final state since is left out.
    /// </summary>
    private async Task<IReadOnlyList<OverlayEvent>> LoadAsync(IEnumerable<RedisValue> ids, CancellationToken cancellationToken)
    {
        var loaded = new List<OverlayTransaction>();
        foreach (var chunk in ids.Chunk(TransactionsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = await redis.UseAsync(database =>
                Task.WhenAll(chunk.Select(id => database.HashGetAsync(redis.Keys.Transaction(id!), Fields))));
            loaded.AddRange(rows.Select(Read).OfType<OverlayTransaction>().Where(transaction => !transaction.State.IsFinal()));
        }

        return [.. loaded.OrderBy(transaction => transaction.Sequence).Select(transaction => new OverlayEvent.Taken(transaction))];
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
