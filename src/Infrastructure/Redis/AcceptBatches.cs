using CcatOps.Application.Writes;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>
/// Sends transactions to be accepted. While one call of the script is under way those that come gather, and go together in the next:
/// they share a script, a round trip and an fsync, and each gets an outcome of its own.
/// </summary>
internal sealed class AcceptBatches(RedisConnection redis, SequenceSeeder seeder)
{
    private const int Most = 128;
    private const int MostBytes = 1 << 20;

    private readonly Lock sync = new();
    private readonly Queue<Waiting> queue = new();
    private bool isSending;

    /// <summary>Cannot be left: what was queued is sent.</summary>
    public Task<AcceptOutcome> AcceptAsync(PackedTransaction transaction, int limit)
    {
        var waiting = new Waiting(transaction, limit);
        lock (sync)
        {
            queue.Enqueue(waiting);
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
                var answers = await RunAsync([.. batch.SelectMany(waiting => waiting.Arguments())]);
                for (var i = 0; i < batch.Count; i++)
                    batch[i].TrySetResult(OutcomeOf(answers[i + 1]));
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
            isSending = batch.Count > 0;
            return isSending ? batch : null;
        }
    }

    /// <summary>Sent once more when no answer came: what was taken is only found again.</summary>
    private Task<RedisResult[]> RunAsync(RedisValue[] arguments) =>
        redis.EvaluateTwiceAsync(seeder, RedisScripts.Accept, arguments, CancellationToken.None);

    private static AcceptOutcome OutcomeOf(RedisResult answer) => answer.Resp2Type switch
    {
        ResultType.Array when (RedisResult[])answer! is [var claim, var holder] =>
            new AcceptOutcome.Claimed(TransactionBody.Read(holder), (string)claim!),
        _ when (string)answer! == "full" => new AcceptOutcome.Full(),
        _ => new AcceptOutcome.Accepted((long)answer),
    };

    private sealed class Waiting(PackedTransaction transaction, int limit)
        : TaskCompletionSource<AcceptOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Bytes => transaction.Body.Length;

        public RedisValue[] Arguments()
        {
            var claims = transaction.Transaction.Claims;
            return [.. TransactionBody.Arguments(transaction), limit, claims.Length, .. claims.Select(claim => (RedisValue)claim)];
        }
    }
}
