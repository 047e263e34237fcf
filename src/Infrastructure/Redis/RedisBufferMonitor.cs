using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

internal sealed class RedisBufferMonitor(RedisConnection redis, RedisSafety safety, SequenceSeeder seeder, TimeProvider time) : IBufferMonitor
{
    public async Task<BufferStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await redis.EvaluateAsync(RedisScripts.Status))!;
        var totals = (RedisResult[])answer[5]!;
        var pause = (RedisResult[])answer[6]!;
        var refusal = (string)answer[8]!;
        return new BufferStatus
        {
            Depth = (long)answer[0],
            Failed = (long)answer[1],
            Parked = (long)answer[2],
            WaitingBytes = Math.Max(0, (long)answer[9]),
            Unconfirmed = (long)answer[3],
            OldestAcceptedAt = TransactionBody.ReadTime((string?)answer[4]),
            Totals = totals.Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => (long)pair[1]),
            Pause = pause[0].IsNull
                ? null
                : new DrainPause((string)pause[0]!, (string)pause[1]!, TransactionBody.ReadTime((string)pause[2]!)!.Value),
            Refusal = refusal.Length > 0 ? $"The buffer takes no writes: {RedisRefusals.Explain(refusal)}" : null,
        };
    }

    public async Task<BufferSafety> CheckSafetyAsync(CancellationToken cancellationToken)
    {
        var found = await safety.CheckAsync();
        try
        {
            await seeder.SeedAsync(cancellationToken);
            return found;
        }
        catch (BufferUnavailableException exception)
        {
            return found with { Faults = [.. found.Faults, exception.Message] };
        }
    }

    public Task PauseAsync(string reason, string principal, Transaction? audit, CancellationToken cancellationToken) =>
        NoteAsync(reason, principal, audit, cancellationToken);

    public Task ResumeAsync(Transaction? audit, CancellationToken cancellationToken) => NoteAsync("", "", audit, cancellationToken);

    private Task<RedisResult[]> NoteAsync(string reason, string principal, Transaction? audit, CancellationToken cancellationToken)
    {
        var now = TransactionBody.Time(time.GetUtcMicroseconds());
        RedisValue[] arguments = [reason, principal, now, .. audit is null ? [] : TransactionBody.Arguments(audit, redis.Seal)];
        return redis.EvaluateSeededAsync(seeder, RedisScripts.Pause, arguments, cancellationToken);
    }
}
