using System.Globalization;
using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

internal sealed class RedisTransactionBuffer(RedisConnection redis, RedisSafety safety, SequenceSeeder seeder) : ITransactionBuffer
{
    public async Task<AcceptOutcome> AcceptAsync(Transaction transaction, int limit, CancellationToken cancellationToken)
    {
        await safety.EnsureSafeAsync();
        RedisValue[] arguments =
            [.. TransactionBody.Arguments(transaction), limit, .. transaction.Claims.Select(claim => (RedisValue)claim)];
        var answer = await RunAsync(RedisScripts.Accept, arguments, cancellationToken);
        return (string)answer[0]! switch
        {
            "accepted" => new AcceptOutcome.Accepted(long.Parse((string)answer[1]!, CultureInfo.InvariantCulture)),
            "claimed" => new AcceptOutcome.Claimed(TransactionBody.Read(answer[2]), (string)answer[1]!),
            _ => new AcceptOutcome.Full(),
        };
    }

    public Task TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken) =>
        RunAsync(RedisScripts.Track, [.. TransactionBody.Arguments(transaction), lsn.ToString()], cancellationToken);

    /// <summary>
    /// An answer that did not come leaves open whether the script has run. It is sent once more: a transaction that was taken
    /// is only found again.
    /// </summary>
    private async Task<RedisResult[]> RunAsync(string script, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await redis.EvaluateSeededAsync(seeder, script, arguments, cancellationToken);
        }
        catch (BufferUnavailableException exception) when (exception.InnerException is RedisTimeoutException)
        {
            return await redis.EvaluateSeededAsync(seeder, script, arguments, cancellationToken);
        }
    }
}
