using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Redis;

internal sealed class RedisTransactionBuffer(RedisConnection redis, RedisSafety safety, SequenceSeeder seeder) : ITransactionBuffer
{
    private readonly AcceptBatches batches = new(redis, seeder);

    public Task<AcceptOutcome> AcceptAsync(Transaction transaction, int limit, CancellationToken cancellationToken) =>
        AcceptAsync(new PackedTransaction(transaction), limit);

    /// <exception cref="BufferUnavailableException">It cannot be reached, or is not durable enough.</exception>
    public async Task<AcceptOutcome> AcceptAsync(PackedTransaction transaction, int limit)
    {
        await safety.EnsureSafeAsync();
        return await batches.AcceptAsync(transaction, limit);
    }

    public Task TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken) => redis.EvaluateTwiceAsync(
        seeder, RedisScripts.Track, [.. TransactionBody.Arguments(transaction), lsn.ToString()], cancellationToken);
}
