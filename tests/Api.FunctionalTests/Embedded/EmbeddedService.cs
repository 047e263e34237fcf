using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Embedded;

/// <summary>The embedded profile in a process of its own, in an empty working directory.</summary>
internal sealed class EmbeddedService : IAsyncDisposable
{
    private readonly RedisServer redis;

    private EmbeddedService(Site site, RedisServer redis) => (Site, this.redis) = (site, redis);

    public Site Site { get; }

    public static async Task<EmbeddedService> StartAsync()
    {
        var redis = await RedisServer.CreateAsync();
        var site = await Site.StartAsync(new Settings { ["CCATOPS_ENV"] = "embedded" }.With(
            ("BUFFER_TYPE", "redis"), ("REDIS_HOST", "127.0.0.1"), ("REDIS_PORT", $"{redis.Port}")));
        return new EmbeddedService(site, redis);
    }

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await redis.DisposeAsync();
    }
}
