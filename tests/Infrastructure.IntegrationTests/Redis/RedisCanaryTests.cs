using System.Diagnostics;
using CcatOps.Application.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using CcatOps.Infrastructure.Redis;
using CcatOps.TestBed;
using StackExchange.Redis;
using static CcatOps.Infrastructure.IntegrationTests.Journal.JournaledSite;

namespace CcatOps.Infrastructure.IntegrationTests.Redis;

/// <summary>Redis has a connection and does not answer.</summary>
internal sealed class RedisCanaryTests
{
    /// <summary>Less than the client's own timeout of 5 s, which was waited for twice.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4.5);

    [Test]
    public async Task A_frozen_redis_is_given_up_before_the_clients_timeout()
    {
        await using var redis = await RedisServer.CreateAsync();
        await using var storage = new JournaledStorage(redis);
        await using var ports = storage.Open();
        await ports.Buffer.AcceptAsync(New("a"), 10, CancellationToken.None);
        redis.Freeze();
        var started = Stopwatch.GetTimestamp();
        var outcome = await ports.Buffer.AcceptAsync(New("b"), 10, CancellationToken.None);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var status = await ports.Monitor.GetStatusAsync(CancellationToken.None);
        redis.Continue();

        Assert.That(outcome, Is.TypeOf<AcceptOutcome.Accepted>());
        Assert.That((status.IsAlone, status.Depth), Is.EqualTo((true, 2)));
        Assert.That(elapsed, Is.LessThan(Soon));
    }

    [Test]
    public async Task A_process_that_is_always_late_gives_it_up_too()
    {
        await using var redis = await RedisServer.CreateAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        redis.Freeze();
        var canary = new RedisCanary(TimeSpan.FromSeconds(0.1), new LateClock());
        var never = new TaskCompletionSource<bool>();
        var watching = canary.WatchAsync(connection.GetDatabase(), never.Task).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(async () => await watching, Throws.TypeOf<RedisSilentException>());
        redis.Continue();
    }

    /// <summary>Measures a hundred times the true duration.</summary>
    private sealed class LateClock : TimeProvider
    {
        public override long GetTimestamp() => 100 * base.GetTimestamp();
    }
}
