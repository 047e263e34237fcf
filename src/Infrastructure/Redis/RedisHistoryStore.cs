using System.Text.Json;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Status;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>The samples are a sorted set of the site's Redis, by minute.</summary>
internal sealed class RedisHistoryStore(RedisConnection redis, TimeProvider time) : IHistoryStore
{
    private const int MostAtOnce = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task KeepAsync(IReadOnlyList<HistorySample> samples, CancellationToken cancellationToken)
    {
        var oldest = MinuteOf(time.GetUtcNow() - HistorySample.Retention);
        foreach (var some in samples.Chunk(MostAtOnce))
        {
            RedisValue[] arguments = [oldest, .. some.SelectMany(sample => new RedisValue[] { MinuteOf(sample.At), Json(sample) })];
            await redis.EvaluateOnAsync(RedisScripts.KeepSamples, redis.Keys.Samples, arguments).SharedAsync(Patience, time, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<HistorySample>> ReadAsync(DateTimeOffset after, CancellationToken cancellationToken)
    {
        var found = await redis
            .UseAsync(database => database.SortedSetRangeByScoreAsync(redis.Keys.Samples, MinuteOf(after), exclude: Exclude.Start))
            .SharedAsync(Patience, time, cancellationToken);
        return [.. found.Select(sample => JsonSerializer.Deserialize<HistorySample>((string)sample!, WireJson.Options)!)];
    }

    private static long MinuteOf(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / (long)HistorySample.Interval.TotalSeconds;

    private static string Json(HistorySample sample) => JsonSerializer.Serialize(sample, WireJson.Options);
}
