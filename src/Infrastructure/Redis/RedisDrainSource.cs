using System.Globalization;
using System.Text.Json;
using CcatOps.Application.Draining;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

internal sealed class RedisDrainSource(RedisConnection redis, SequenceSeeder seeder, TimeProvider time) : IDrainSource
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
        var answer = await redis.EvaluateCompleteAsync(RedisScripts.Peek, holder, Math.Min(size.Count, MostAtOnce), size.Bytes, Now);
        return (string)answer[0]! switch
        {
            "batch" => await WithRestAsync(holder, size, [], [], answer, cancellationToken),
            "paused" => new PeekOutcome.Paused((string)answer[1]!),
            _ => new PeekOutcome.LeaseLost(),
        };
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
        return (string)answer[0]! == "batch"
            ? await WithRestAsync(holder, size, underWay, leftBehind, answer, cancellationToken)
            : PeekOutcome.Batch.Empty;
    }

    public async Task ConfirmAsync(IReadOnlyCollection<Guid> transactionIds, Lsn lsn, CancellationToken cancellationToken)
    {
        foreach (var some in transactionIds.Chunk(MostAtOnce))
            await redis.EvaluateAsync(RedisScripts.Confirm, [Now, lsn.ToString(), .. Ids(some)]);
    }

    public Task FailAsync(string holder, Guid transactionId, Failure failure, CancellationToken cancellationToken) =>
        redis.EvaluateAsync(RedisScripts.Fail, holder, transactionId.ToString(), failure.ToString(), Now, AttemptOf(failure));

    public Task CountAttemptAsync(Guid transactionId, Failure failure, CancellationToken cancellationToken) =>
        redis.EvaluateAsync(RedisScripts.CountAttempt, transactionId.ToString(), failure.ToString(), AttemptOf(failure));

    public async Task ReleaseAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken)
    {
        foreach (var some in transactionIds.Chunk(MostAtOnce))
            await redis.EvaluateAsync(RedisScripts.Release, [Now, .. Ids(some)]);
    }

    public Task RaiseSequenceAsync(long greatestMarker, CancellationToken cancellationToken) =>
        seeder.RaiseAsync(greatestMarker, cancellationToken);

    /// <summary>What a script has shown, and what follows it as far as a batch may hold it.</summary>
    private async Task<PeekOutcome.Batch> WithRestAsync(
        string holder,
        BatchSize size,
        IReadOnlyList<BufferedTransaction> underWay,
        IReadOnlyCollection<Guid> leftBehind,
        RedisResult[] answer,
        CancellationToken cancellationToken)
    {
        BufferedTransaction[] shown = [.. answer.Skip(1).Select(Read)];
        var rest = new BatchSize(size.Count - shown.Length, size.Bytes - shown.Sum(entry => entry.Bytes));
        // A few may have been parked on the way: fewer than were asked for need not be all.
        if (!new BatchSize(MostAtOnce).IsFilledBy(shown.Length, bytes: 0) || rest is { Count: <= 0 } or { Bytes: <= 0 })
            return new PeekOutcome.Batch(shown);
        var behind = await PeekBehindAsync(holder, rest, [.. underWay, .. shown], leftBehind, cancellationToken);
        return new PeekOutcome.Batch([.. shown, .. behind.Transactions]);
    }

    private RedisValue AttemptOf(Failure failure) =>
        JsonSerializer.Serialize(new Attempt(time.GetUtcMicroseconds(), failure), WireJson.Options);

    private static BufferedTransaction Read(RedisResult entry)
    {
        var fields = (RedisResult[])entry!;
        var body = (byte[])fields[0]!;
        return new BufferedTransaction(
            TransactionBody.Read(body),
            long.Parse((string)fields[1]!, CultureInfo.InvariantCulture),
            int.Parse((string)fields[2]!, CultureInfo.InvariantCulture))
        {
            Bytes = body.Length,
        };
    }

    private static IEnumerable<RedisValue> Ids(IEnumerable<Guid> ids) => ids.Select(id => (RedisValue)id.ToString());
}
