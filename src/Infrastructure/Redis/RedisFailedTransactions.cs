using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

internal sealed class RedisFailedTransactions(RedisConnection redis, TimeProvider time) : IFailedTransactions
{
    public async Task<IReadOnlyList<Guid>?> RetryAsync(Guid id, CancellationToken cancellationToken) =>
        await ResolveAsync(id, "buffered", "buffered", "", "") is var (buffered, _) ? buffered : null;

    public async Task<DiscardOutcome?> DiscardAsync(
        Guid id,
        bool releaseFollowers,
        string reason,
        string principal,
        CancellationToken cancellationToken) =>
        await ResolveAsync(id, "discarded", releaseFollowers ? "buffered" : "discarded", reason, principal) is var (buffered, discarded)
            ? new DiscardOutcome(discarded, buffered)
            : null;

    private async Task<(Guid[] Buffered, Guid[] Discarded)?> ResolveAsync(
        Guid id,
        string outcome,
        string outcomeOfFollowers,
        string reason,
        string principal)
    {
        var now = TransactionBody.Time(time.GetUtcMicroseconds());
        var answer = (RedisResult[])(await redis.EvaluateAsync(
            RedisScripts.ResolveFailed, id.ToString(), outcome, outcomeOfFollowers, now, reason, principal))!;
        return (string)answer[0]! == "resolved" ? (Ids(answer[1]), Ids(answer[2])) : null;
    }

    private static Guid[] Ids(RedisResult list) => [.. ((string[])list!).Select(Guid.Parse)];
}
