using CcatOps.Application.Errors;
using CcatOps.Domain.Buffering;
using CcatOps.Infrastructure.Buffering;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>
/// Sends transactions to be accepted. While one call of the script is under way those that come gather, and go together in the next:
/// they share a script, a round trip and an fsync, and each gets an answer of its own.
/// </summary>
internal sealed class AcceptBatches(RedisConnection redis, RedisSafety safety, SequenceSeeder seeder)
{
    private const int Most = 128;
    private const int MostBytes = 1 << 20;

    /// <summary>More than Redis takes in the seconds until a call has failed; what comes while it is silent would fill the memory.</summary>
    private const int MostWaiting = 20_000;
    private const int MostBytesWaiting = 128 << 20;

    private readonly Lock sync = new();
    private readonly Queue<Waiting> queue = new();
    private bool isSending;
    private long bytesWaiting;

    /// <summary>Cannot be left: what was queued is sent.</summary>
    /// <returns>The script's answer for this one.</returns>
    /// <exception cref="BufferUnavailableException">Redis cannot be reached or refuses, or too much waits for it.</exception>
    public Task<(RedisResult Answer, string? Warning)> AcceptAsync(PackedTransaction transaction, BufferLimits limits)
    {
        var waiting = new Waiting(transaction, limits);
        lock (sync)
        {
            if (queue.Count >= MostWaiting || bytesWaiting > MostBytesWaiting)
                throw new BufferUnavailableException($"{queue.Count} writes wait for Redis already, which does not keep up; repeat it in a while.");
            queue.Enqueue(waiting);
            bytesWaiting += waiting.Bytes;
            if (isSending)
                return waiting.Task;
            isSending = true;
        }

        _ = SendAllAsync();
        return waiting.Task;
    }

    private async Task SendAllAsync()
    {
        while (TakeNext() is { } batch)
        {
            try
            {
                var running = RunAsync([.. batch.SelectMany(waiting => waiting.Arguments(redis.Seal))]);
                var confirming = safety.ConfirmAsync();
                var answers = await running;
                var warning = await confirming;
                for (var i = 0; i < batch.Count; i++)
                    batch[i].TrySetResult((answers[i + 1], warning));
            }
#pragma warning disable CA1031 // The loop must outlive whatever happens; the callers get it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                batch.ForEach(waiting => waiting.TrySetException(exception));
            }
        }
    }

    private List<Waiting>? TakeNext()
    {
        lock (sync)
        {
            var batch = new List<Waiting>();
            for (var bytes = 0; batch.Count < Most && bytes < MostBytes && queue.TryDequeue(out var waiting); bytes += waiting.Bytes)
                batch.Add(waiting);
            bytesWaiting -= batch.Sum(waiting => waiting.Bytes);
            isSending = batch.Count > 0;
            return isSending ? batch : null;
        }
    }

    /// <summary>Sent once more when no answer came: what was taken is only found again.</summary>
    private Task<RedisResult[]> RunAsync(RedisValue[] arguments) =>
        redis.EvaluateTwiceAsync(seeder, RedisScripts.Accept, arguments, CancellationToken.None);

    private sealed class Waiting(PackedTransaction transaction, BufferLimits limits)
        : TaskCompletionSource<(RedisResult Answer, string? Warning)>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Bytes => transaction.Body.Length;

        public RedisValue[] Arguments(BodySeal seal)
        {
            var claims = transaction.Transaction.Claims;
            return
            [
                .. TransactionBody.Arguments(transaction, seal),
                limits.Transactions, limits.Bytes, limits.OfOne.Transactions, limits.OfOne.Bytes,
                claims.Length, .. claims.Select(claim => (RedisValue)claim),
            ];
        }
    }
}
