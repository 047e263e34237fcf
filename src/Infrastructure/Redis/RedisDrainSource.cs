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
    private RedisValue Now => TransactionBody.Time(time.GetUtcMicroseconds());

    public async Task<bool> HoldLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        (long)await redis.EvaluateAsync(RedisScripts.HoldLease, holder, (long)duration.TotalMilliseconds) == 1;

    public Task ReleaseLeaseAsync(string holder, CancellationToken cancellationToken) =>
        redis.EvaluateAsync(RedisScripts.ReleaseLease, holder);

    public async Task<PeekOutcome> PeekAsync(string holder, BatchSize size, CancellationToken cancellationToken)
    {
        var answer = await redis.EvaluateCompleteAsync(RedisScripts.Peek, holder, size.Count, size.Bytes, Now);
        return (string)answer[0]! switch
        {
            "batch" => new PeekOutcome.Batch([.. answer.Skip(1).Select(Read)]),
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
        var answer = await redis.EvaluateCompleteAsync(
            RedisScripts.Peek,
            [holder, size.Count, size.Bytes, Now, underWay.Count, .. Ids([underWay[0].Transaction.Id, underWay[^1].Transaction.Id, .. leftBehind])]);
        return (string)answer[0]! == "batch" ? new PeekOutcome.Batch([.. answer.Skip(1).Select(Read)]) : PeekOutcome.Batch.Empty;
    }

    public Task ConfirmAsync(IReadOnlyCollection<Guid> transactionIds, Lsn lsn, CancellationToken cancellationToken) =>
        redis.EvaluateAsync(RedisScripts.Confirm, [Now, lsn.ToString(), .. Ids(transactionIds)]);

    public Task FailAsync(string holder, Guid transactionId, Failure failure, CancellationToken cancellationToken) =>
        redis.EvaluateAsync(RedisScripts.Fail, holder, transactionId.ToString(), failure.ToString(), Now, AttemptOf(failure));

    public Task CountAttemptAsync(Guid transactionId, Failure failure, CancellationToken cancellationToken) =>
        redis.EvaluateAsync(RedisScripts.CountAttempt, transactionId.ToString(), failure.ToString(), AttemptOf(failure));

    public Task ReleaseAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) =>
        redis.EvaluateAsync(RedisScripts.Release, [Now, .. Ids(transactionIds)]);

    public Task RaiseSequenceAsync(long greatestMarker, CancellationToken cancellationToken) =>
        seeder.RaiseAsync(greatestMarker, cancellationToken);

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
