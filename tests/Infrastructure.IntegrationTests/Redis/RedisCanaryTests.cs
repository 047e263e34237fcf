using System.Diagnostics;
using CcatOps.Application.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using CcatOps.TestBed;
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
}
