using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>Knows whether Redis may be trusted with accepted writes, as of the last check.</summary>
internal sealed class RedisSafety(SiteConfig site, RedisConnection redis)
{
    private volatile Check? last;

    /// <exception cref="BufferUnavailableException">Redis is away, or is not as safe as <c>BUFFER_DURABILITY</c> demands.</exception>
    public async ValueTask EnsureSafeAsync()
    {
        var safety = last is { } check && check.Life == redis.Life ? check.Found : await CheckAsync();
        if (safety.Faults.Count > 0)
            throw new BufferUnavailableException($"The buffer is not as durable as BUFFER_DURABILITY demands: {string.Join(' ', safety.Faults)}");
    }

    /// <exception cref="BufferUnavailableException">Redis is away.</exception>
    public async Task<BufferSafety> CheckAsync()
    {
        last = null;
        var life = redis.Life;
        var facts = await redis.UseAsync(async database =>
        {
            var info = Parse((string)(await database.ExecuteAsync("INFO", "everything"))!);
            var config = await ReadConfigAsync(database);
            return new RedisFacts
            {
                RunId = info["run_id"],
                Role = info["role"],
                Loading = info["loading"] != "0",
                AofLastWriteStatus = info["aof_last_write_status"],
                AppendOnly = config.GetValueOrDefault("appendonly"),
                AppendFsync = config.GetValueOrDefault("appendfsync"),
                NoAppendFsyncOnRewrite = config.GetValueOrDefault("no-appendfsync-on-rewrite"),
                MaxMemoryPolicy = config.GetValueOrDefault("maxmemory-policy"),
            };
        });
        var found = new BufferSafety(DurabilityRules.Level(facts), DurabilityRules.Faults(facts, site.BufferDurability), facts);
        last = new(life, found);
        return found;
    }

    private static async Task<Dictionary<string, string>> ReadConfigAsync(IDatabase database)
    {
        try
        {
            var answer = (RedisResult[])(await database.ExecuteAsync("CONFIG", "GET", "*append*"))!;
            var policy = (RedisResult[])(await database.ExecuteAsync("CONFIG", "GET", "maxmemory-policy"))!;
            return answer.Concat(policy).Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => (string)pair[1]!);
        }
        catch (RedisServerException)
        {
            return [];
        }
    }

    private static Dictionary<string, string> Parse(string info) => info
        .Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line[0] != '#' && line.Contains(':', StringComparison.Ordinal))
        .Select(line => line.Split(':', 2))
        .DistinctBy(pair => pair[0])
        .ToDictionary(pair => pair[0], pair => pair[1]);

    /// <param name="Life">The connection that it holds for.</param>
    /// <param name="Found">What was found.</param>
    private sealed record Check(int Life, BufferSafety Found);
}
