using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.IntegrationTests.TestBed;

internal sealed class RedisServerTests
{
    [Test]
    public async Task What_was_written_survives_a_kill()
    {
        await using var server = await RedisServer.CreateAsync();
        await SetAsync(server);

        await server.KillAsync();
        Assert.That(async () => await GetAsync(server), Throws.InstanceOf<RedisException>());

        await server.RestartAsync();
        Assert.That(await GetAsync(server), Is.EqualTo("observation"));
    }

    [Test]
    public async Task Without_the_append_only_file_a_kill_loses_it()
    {
        await using var server = await RedisServer.CreateAsync(new() { Settings = new Dictionary<string, string> { ["appendonly"] = "no" } });
        await SetAsync(server);

        await server.KillAsync();
        await server.StartAsync();

        Assert.That(await GetAsync(server), Is.Null);
    }

    [Test]
    public async Task A_password_is_asked_for()
    {
        await using var server = await RedisServer.CreateAsync(new() { Password = "secret" });

        await SetAsync(server);

        Assert.That(
            async () => await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port},connectRetry=0"), Throws.InstanceOf<RedisException>());
    }

    private static async Task SetAsync(RedisServer server)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await connection.GetDatabase().StringSetAsync("key", "observation");
    }

    private static async Task<string?> GetAsync(RedisServer server)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",connectRetry=0,connectTimeout=1000");
        return await connection.GetDatabase().StringGetAsync("key");
    }
}
