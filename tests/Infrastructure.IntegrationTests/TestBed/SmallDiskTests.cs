using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.IntegrationTests.TestBed;

internal sealed class SmallDiskTests
{
    private const long Size = 16L << 20;

    [Test]
    public async Task A_full_disk_ends_a_Redis_that_fsyncs_and_it_starts_again_on_what_it_has_answered_for()
    {
        await using var server = await RedisServer.CreateAsync(new() { DiskSize = Size });
        await WriteAsync(server, 1);

        await server.Disk.FillAsync();
        Assert.That(async () => await WriteAsync(server, 100_000), Throws.InstanceOf<RedisException>());
        await Eventually.WaitForAsync(() => !server.IsRunning, TimeSpan.FromSeconds(5), "Redis should end itself", () => server.Output);

        await server.Disk.FreeAsync();
        await server.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        Assert.That((long)await connection.GetDatabase().StringLengthAsync("key"), Is.EqualTo(1));
    }

    private static async Task WriteAsync(RedisServer server, int bytes)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await connection.GetDatabase().StringSetAsync("key", new string('x', bytes));
    }
}
