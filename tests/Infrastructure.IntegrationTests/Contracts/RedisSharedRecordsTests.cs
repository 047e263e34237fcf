using CcatOps.Application.Monitoring;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Redis;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

internal sealed class RedisSharedRecordsTests : SharedRecordsContract
{
    private readonly List<RedisConnection> opened = [];

    [TearDown]
    public async Task CloseAsync()
    {
        foreach (var redis in opened)
            await redis.DisposeAsync();
        opened.Clear();
    }

    protected override async Task<(IProcessRegistry Processes, IHistoryStore History)> OpenAsync(string site)
    {
        var redis = Connect($"{TestContext.CurrentContext.Test.ID}-{site}", Servers.Redis.Port);
        await redis.UseAsync(database => database.PingAsync());
        return Of(redis);
    }

    protected override (IProcessRegistry Processes, IHistoryStore History) OpenUnavailable() => Of(Connect("away", FreePort.Next()));

    private (IProcessRegistry Processes, IHistoryStore History) Of(RedisConnection redis) =>
        (new RedisProcessRegistry(redis, TimeProvider.System), new RedisHistoryStore(redis, Time));

    private RedisConnection Connect(string name, int port)
    {
        var redis = new RedisConnection(new SiteConfig { SiteName = name, Redis = new RedisConfig { Host = "127.0.0.1", Port = port } });
        opened.Add(redis);
        return redis;
    }
}
