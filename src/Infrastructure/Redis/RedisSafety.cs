using System.Globalization;
using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Status;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>Judges whether Redis may be trusted with accepted writes.</summary>
/// <param name="site">The site as configured.</param>
/// <param name="redis">The server.</param>
/// <param name="time">The clock of this process.</param>
/// <param name="known">Is updated as soon as a setting of Redis was changed; null: nobody reads it.</param>
internal sealed class RedisSafety(SiteConfig site, RedisConnection redis, TimeProvider time, KnownSafety? known = null)
{
    private volatile Check? last;

    /// <exception cref="BufferUnavailableException">Redis is unavailable, or is not as safe as <c>BUFFER_DURABILITY</c> demands.</exception>
    public async ValueTask EnsureSafeAsync()
    {
        var safety = last is { } check && check.Life == redis.Life ? check.Found : await CheckAsync();
        if (safety.Faults.Count > 0)
            throw new BufferUnavailableException($"The buffer is not as durable as BUFFER_DURABILITY demands: {string.Join(' ', safety.Faults)}");
    }

    /// <exception cref="BufferUnavailableException">Redis is unavailable.</exception>
    public async Task<BufferSafety> CheckAsync()
    {
        last = null;
        var life = redis.Life;
        var facts = await redis.UseAsync(async database =>
        {
            var asked = time.GetTimestamp();
            var info = Parse((string)(await database.ExecuteAsync("INFO", "everything"))!);
            var clock = ClockOf(info, time.GetElapsedTime(asked));
            var config = await ReadConfigAsync(database);
            return new RedisFacts
            {
                RunId = info["run_id"],
                Role = info["role"],
                Loading = info["loading"] != "0",
                AofLastWriteStatus = info["aof_last_write_status"],
                Memory = Memory(info),
                UsedMemory = long.Parse(info["used_memory"], CultureInfo.InvariantCulture),
                Clock = clock,
                AppendOnly = config.GetValueOrDefault("appendonly"),
                AppendFsync = config.GetValueOrDefault("appendfsync"),
                NoAppendFsyncOnRewrite = config.GetValueOrDefault("no-appendfsync-on-rewrite"),
                MaxMemoryPolicy = config.GetValueOrDefault("maxmemory-policy"),
            };
        });
        return Note(life, facts);
    }

    /// <summary>
    /// Asks whether Redis still writes to disk as it did at the last check. Called right after a script was sent, this shares its round trip,
    /// and the answer is younger than the script's effect.
    /// </summary>
    /// <returns>The way in which that script's writes are less durable than demanded; null if they are as demanded.</returns>
    public async Task<string?> ConfirmAsync()
    {
        if (last is not { Found.Facts: { AppendFsync: not null } facts } check)
            return null;
        try
        {
            var (appendOnly, appendFsync) = await redis.UseAsync(ReadFsyncAsync);
            if ((appendOnly, appendFsync) == (facts.AppendOnly, facts.AppendFsync))
                return null;
            var found = Note(check.Life, facts with { AppendOnly = appendOnly, AppendFsync = appendFsync });
            known?.Safety = found;
            return found.Faults.Count == 0 ? null : $"held by Redis as '{found.Level}' only: {string.Join(' ', found.Faults)}";
        }
        catch (BufferUnavailableException)
        {
            last = null;
            return null;
        }
    }

    private BufferSafety Note(int life, RedisFacts facts)
    {
        var found = new BufferSafety(DurabilityRules.Level(facts), DurabilityRules.Faults(facts, site.BufferDurability), facts, BufferCapacity.OfRedis(facts.Memory));
        last = new(life, found);
        return found;
    }

    private ClockDifference? ClockOf(Dictionary<string, string> info, TimeSpan took) =>
        info.TryGetValue("server_time_usec", out var micros)
            ? ClockDifference.Of(
                DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(micros, CultureInfo.InvariantCulture)), time.GetUtcNow(), took)
            : null;

    private static long Memory(Dictionary<string, string> info) =>
        long.Parse(info["maxmemory"], CultureInfo.InvariantCulture) is var most and > 0
            ? most
            : long.Parse(info["total_system_memory"], CultureInfo.InvariantCulture);

    private static async Task<Dictionary<string, string>> ReadConfigAsync(IDatabase database)
    {
        try
        {
            var answer = Pairs(await database.ExecuteAsync("CONFIG", "GET", "*append*"));
            foreach (var (name, value) in Pairs(await database.ExecuteAsync("CONFIG", "GET", "maxmemory-policy")))
                answer[name] = value;
            return answer;
        }
        catch (RedisServerException)
        {
            return [];
        }
    }

    /// <summary>Each by its exact name, which Redis finds without comparing all names with a pattern.</summary>
    private static async Task<(string? AppendOnly, string? AppendFsync)> ReadFsyncAsync(IDatabase database)
    {
        var appendOnly = database.ExecuteAsync("CONFIG", "GET", "appendonly");
        var appendFsync = database.ExecuteAsync("CONFIG", "GET", "appendfsync");
        return (Pairs(await appendOnly).GetValueOrDefault("appendonly"), Pairs(await appendFsync).GetValueOrDefault("appendfsync"));
    }

    private static Dictionary<string, string> Pairs(RedisResult answer) =>
        ((RedisResult[])answer!).Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => (string)pair[1]!);

    private static Dictionary<string, string> Parse(string info) => info
        .Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line[0] != '#' && line.Contains(':', StringComparison.Ordinal))
        .Select(line => line.Split(':', 2))
        .DistinctBy(pair => pair[0])
        .ToDictionary(pair => pair[0], pair => pair[1]);

    /// <param name="Life">The connection that it holds for.</param>
    /// <param name="Found">The result.</param>
    private sealed record Check(int Life, BufferSafety Found);
}
