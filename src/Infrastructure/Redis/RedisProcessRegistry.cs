using System.Text.Json;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Serialization;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>A report is a string of the site's Redis that ends by itself; its age follows from the time that it has left.</summary>
internal sealed class RedisProcessRegistry(RedisConnection redis, TimeProvider time) : IProcessRegistry
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<(SiteProcess Process, TimeSpan Age)>> ReportAsync(SiteProcess process, CancellationToken cancellationToken)
    {
        var report = JsonSerializer.Serialize(process, WireJson.Options);
        var answer = await redis
            .EvaluateOnAsync(RedisScripts.ReportProcess, redis.Keys.Processes, process.Name, report, (long)IProcessRegistry.Memory.TotalMilliseconds)
            .SharedAsync(Patience, time, cancellationToken);
        return [.. ((RedisResult[])answer!).Select(Read)];
    }

    public async Task LeaveAsync(string name, CancellationToken cancellationToken)
    {
        await redis.UseAsync(database => database.KeyDeleteAsync($"{redis.Keys.Processes}:{name}")).SharedAsync(Patience, time, cancellationToken);
        await redis.UseAsync(database => database.SortedSetRemoveAsync(redis.Keys.Processes, name)).SharedAsync(Patience, time, cancellationToken);
    }

    private static (SiteProcess Process, TimeSpan Age) Read(RedisResult entry)
    {
        var parts = (RedisResult[])entry!;
        return (JsonSerializer.Deserialize<SiteProcess>((string)parts[0]!, WireJson.Options)!,
            IProcessRegistry.Memory - TimeSpan.FromMilliseconds((long)parts[1]));
    }
}
