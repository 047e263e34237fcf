using System.Globalization;
using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

internal sealed class RedisFailedTransactions(RedisConnection redis, SequenceSeeder seeder, TimeProvider time) : IFailedTransactions
{
    public async Task<IReadOnlyList<Guid>?> RetryAsync(Guid id, Transaction? audit, CancellationToken cancellationToken) =>
        await ResolveAsync(new(id, "buffered", "buffered"), audit, cancellationToken) is var (buffered, _) ? buffered : null;

    public async Task<IReadOnlyList<Guid>?> EditAsync(
        Transaction edited, TransactionEdit edit, int earlierEdits, Transaction? audit, CancellationToken cancellationToken)
    {
        var decision = new Decision(edited.Id, "buffered", "buffered")
        {
            Body = redis.Seal.Seal(new PackedTransaction(edited).Body),
            Edit = JsonSerializer.Serialize(edit, WireJson.Options),
            EarlierEdits = earlierEdits,
        };
        return await ResolveAsync(decision, audit, cancellationToken) is var (buffered, _) ? buffered : null;
    }

    public async Task<DiscardOutcome?> DiscardAsync(
        Guid id, bool releaseFollowers, string reason, string principal, Transaction? audit, CancellationToken cancellationToken)
    {
        var decision = new Decision(id, "discarded", releaseFollowers ? "buffered" : "discarded") { Reason = reason, Principal = principal };
        return await ResolveAsync(decision, audit, cancellationToken) is var (buffered, discarded)
            ? new DiscardOutcome(discarded, buffered)
            : null;
    }

    private async Task<(Guid[] Buffered, Guid[] Discarded)?> ResolveAsync(
        Decision decision, Transaction? audit, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            decision.Id.ToString(), decision.Outcome, decision.OutcomeOfFollowers, TransactionBody.Time(time.GetUtcMicroseconds()),
            decision.Reason, decision.Principal, decision.Body, decision.Edit,
            decision.EarlierEdits.ToString(CultureInfo.InvariantCulture),
            .. audit is null ? [] : TransactionBody.Arguments(audit, redis.Seal),
        ];
        var answer = await redis.EvaluateSeededAsync(seeder, RedisScripts.ResolveFailed, arguments, cancellationToken);
        while ((string)answer[0]! == "busy")
        {
            await ResolveFollowersAsync([], [], cancellationToken);
            answer = await redis.EvaluateSeededAsync(seeder, RedisScripts.ResolveFailed, arguments, cancellationToken);
        }

        if ((string)answer[0]! != "resolved")
            return null;
        List<Guid> buffered = [.. Ids(answer[1])], discarded = [.. Ids(answer[2])];
        if ((long)answer[3] == 0)
            await ResolveFollowersAsync(buffered, discarded, cancellationToken);
        return ([.. buffered], [.. discarded]);
    }

    /// <summary>Some at a time, since everybody else waits while a script runs. The drain goes on with what is left when this is interrupted.</summary>
    private async Task ResolveFollowersAsync(List<Guid> buffered, List<Guid> discarded, CancellationToken cancellationToken)
    {
        RedisResult[] answer;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            answer = await redis.EvaluateCompleteAsync(RedisScripts.ResolveFollowers);
            buffered.AddRange(Ids(answer[1]));
            discarded.AddRange(Ids(answer[2]));
        }
        while ((long)answer[3] == 0);
    }

    private static Guid[] Ids(RedisResult list) => [.. ((string[])list!).Select(Guid.Parse)];

    private sealed record Decision(Guid Id, string Outcome, string OutcomeOfFollowers)
    {
        public string Reason { get; init; } = "";
        public string Principal { get; init; } = "";
        public RedisValue Body { get; init; } = "";
        public string Edit { get; init; } = "";
        public int EarlierEdits { get; init; }
    }
}
