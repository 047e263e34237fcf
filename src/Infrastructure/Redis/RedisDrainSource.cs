using System.Globalization;
using System.Text.Json;
using CcatOps.Application.Draining;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

internal sealed class RedisDrainSource(RedisConnection redis, SequenceSeeder seeder, RedisBodies bodies, TimeProvider time) : IDrainSource
{
    /// <summary>Everybody else waits while a script runs.</summary>
    private const int MostAtOnce = 1_000;

    private RedisValue Now => TransactionBody.Time(time.GetUtcMicroseconds());

    public async Task<bool> HoldLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        (long)await redis.EvaluateAsync(RedisScripts.HoldLease, holder, (long)duration.TotalMilliseconds) == 1;

    public Task ReleaseLeaseAsync(string holder, CancellationToken cancellationToken) =>
        redis.EvaluateAsync(RedisScripts.ReleaseLease, holder);

    public async Task<PeekOutcome> PeekAsync(string holder, BatchSize size, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await redis.EvaluateCompleteAsync(RedisScripts.Peek, holder, Math.Min(size.Count, MostAtOnce), size.Bytes, Now);
            switch ((string)answer[0]!)
            {
                case "paused":
                    return new PeekOutcome.Paused((string)answer[1]!);
                case "batch" when await ReadAsync(holder, answer, cancellationToken) is { } shown:
                    if (shown.Count > 0 || answer.Length == 1)
                        return await WithRestAsync(holder, size, [], [], shown, cancellationToken);
                    break;
                default:
                    return new PeekOutcome.LeaseLost();
            }
        }
    }

    public async Task<PeekOutcome.Batch> PeekBehindAsync(
        string holder,
        BatchSize size,
        IReadOnlyList<BufferedTransaction> underWay,
        IReadOnlyCollection<Guid> leftBehind,
        CancellationToken cancellationToken)
    {
        var names = Ids([underWay[0].Transaction.Id, underWay[^1].Transaction.Id, .. leftBehind]);
        var answer = await redis.EvaluateCompleteAsync(
            RedisScripts.Peek, [holder, Math.Min(size.Count, MostAtOnce), size.Bytes, Now, underWay.Count, .. names]);
        return (string)answer[0]! == "batch" && await ReadAsync(holder, answer, cancellationToken) is { } shown
            ? await WithRestAsync(holder, size, underWay, leftBehind, shown, cancellationToken)
            : PeekOutcome.Batch.Empty;
    }

    public async Task ReturnAsync(string holder, IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken)
    {
        foreach (var some in transactionIds.Chunk(MostAtOnce))
            await redis.EvaluateAsync(RedisScripts.Return, [holder, .. Ids(some)]);
    }

    public async Task ConfirmAsync(IReadOnlyCollection<Guid> transactionIds, Lsn lsn, CancellationToken cancellationToken)
    {
        foreach (var some in transactionIds.Chunk(MostAtOnce))
            await redis.EvaluateAsync(RedisScripts.Confirm, [Now, lsn.ToString(), .. Ids(some)]);
    }

    public Task FailAsync(string holder, Guid transactionId, Failure failure, CancellationToken cancellationToken) =>
        TryFailAsync(holder, transactionId, failure);

    public Task CountAttemptAsync(Guid transactionId, Failure failure, CancellationToken cancellationToken) =>
        redis.EvaluateAsync(RedisScripts.CountAttempt, transactionId.ToString(), failure.ToString(), AttemptOf(failure));

    public async Task ReleaseAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken)
    {
        foreach (var some in transactionIds.Chunk(MostAtOnce))
            await redis.EvaluateAsync(RedisScripts.Release, [Now, .. Ids(some)]);
    }

    public Task RaiseSequenceAsync(long greatestMarker, CancellationToken cancellationToken) =>
        seeder.RaiseAsync(greatestMarker, cancellationToken);

    /// <summary>Returns the transactions that a script has shown, and those that follow as far as the batch has room.</summary>
    private async Task<PeekOutcome.Batch> WithRestAsync(
        string holder,
        BatchSize size,
        IReadOnlyList<BufferedTransaction> underWay,
        IReadOnlyCollection<Guid> leftBehind,
        List<BufferedTransaction> shown,
        CancellationToken cancellationToken)
    {
        var rest = new BatchSize(size.Count - shown.Count, size.Bytes - shown.Sum(entry => entry.Bytes));
        // A few may have been parked on the way: fewer than were asked for need not be all.
        if (!new BatchSize(MostAtOnce).IsFilledBy(shown.Count, bytes: 0) || rest is { Count: <= 0 } or { Bytes: <= 0 })
            return new PeekOutcome.Batch(shown);
        var behind = await PeekBehindAsync(holder, rest, [.. underWay, .. shown], leftBehind, cancellationToken);
        return new PeekOutcome.Batch([.. shown, .. behind.Transactions]);
    }

    /// <summary>Fails the first that can be read nowhere. What comes after it may have to be parked, so it is shown at the next look.</summary>
    /// <returns>The transactions before that; null: the lease is lost.</returns>
    private async Task<List<BufferedTransaction>?> ReadAsync(string holder, RedisResult[] answer, CancellationToken cancellationToken)
    {
        var shown = new List<BufferedTransaction>(answer.Length - 1);
        foreach (var entry in answer.Skip(1))
        {
            var fields = (RedisResult[])entry!;
            var (body, id) = ((byte[])fields[0]!, Guid.Parse((string)fields[3]!));
            if ((StoredTransaction.TryRead(redis.Seal.Open(body), id) ?? await bodies.RecoverAsync(id, cancellationToken)) is not { } transaction)
                return await TryFailAsync(holder, id, StoredTransaction.Unreadable) ? shown : null;
            var sequence = long.Parse((string)fields[1]!, CultureInfo.InvariantCulture);
            var attempts = int.Parse((string)fields[2]!, CultureInfo.InvariantCulture);
            shown.Add(new BufferedTransaction(transaction, sequence, attempts) { Bytes = body.Length });
        }

        return shown;
    }

    private async Task<bool> TryFailAsync(string holder, Guid id, Failure failure) =>
        (long)await redis.EvaluateAsync(RedisScripts.Fail, holder, id.ToString(), failure.ToString(), Now, AttemptOf(failure)) == 1;

    private RedisValue AttemptOf(Failure failure) =>
        JsonSerializer.Serialize(new Attempt(time.GetUtcMicroseconds(), failure), WireJson.Options);

    private static IEnumerable<RedisValue> Ids(IEnumerable<Guid> ids) => ids.Select(id => (RedisValue)id.ToString());
}
