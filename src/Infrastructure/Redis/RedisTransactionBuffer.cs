using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

internal sealed class RedisTransactionBuffer(RedisConnection redis, RedisSafety safety, SequenceSeeder seeder, RedisBodies bodies)
    : ITransactionBuffer, ISequencedBuffer
{
    private readonly AcceptBatches batches = new(redis, safety, seeder);

    public Task<AcceptOutcome> AcceptAsync(Transaction transaction, BufferLimits limits, CancellationToken cancellationToken) =>
        AcceptAsync(new PackedTransaction(transaction), limits);

    public async Task<AcceptOutcome> AcceptAsync(PackedTransaction transaction, BufferLimits limits)
    {
        await safety.EnsureSafeAsync();
        var (answer, warning) = await batches.AcceptAsync(transaction, limits);
        return answer.Resp2Type switch
        {
            ResultType.Array when (RedisResult[])answer! is [var claim, var holder, var body] =>
                await ClaimedAsync(transaction.Transaction, (string)claim!, Guid.Parse((string)holder!), (byte[])body!),
            _ when ShortageOf((string)answer!) is { } shortage => new AcceptOutcome.Full(shortage),
            _ => new AcceptOutcome.Accepted((long)answer, warning),
        };
    }

    public async Task<long> TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken) => (long)(await redis.EvaluateTwiceAsync(
        seeder, RedisScripts.Track, [.. TransactionBody.Arguments(transaction, redis.Seal), lsn.ToString()], cancellationToken))[1];

    Task ITransactionBuffer.TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken) =>
        TrackAsync(transaction, lsn, cancellationToken);

    private static BufferShortage? ShortageOf(string answer) => answer switch
    {
        "full" => BufferShortage.Transactions,
        "full of bytes" => BufferShortage.Bytes,
        "full of one" => BufferShortage.Share,
        _ => null,
    };

    private async Task<AcceptOutcome> ClaimedAsync(Transaction transaction, string claim, Guid id, byte[] body) =>
        new AcceptOutcome.Claimed(StoredTransaction.TryRead(redis.Seal.Open(body), id) ?? await bodies.FindHolderAsync(id, transaction), claim);
}
