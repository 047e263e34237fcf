using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.Redis;

internal sealed class SilentRedisTests
{
    [Test]
    public async Task Of_the_writes_that_wait_for_a_silent_redis_no_more_than_a_bound_are_held()
    {
        await using var server = await RedisServer.CreateAsync();
        await using var storage = new RedisStorage(server.Port);
        await using var ports = storage.Open();
        await ports.Buffer.AcceptAsync(New(), 100_000, CancellationToken.None);
        server.Freeze();

        var waiting = Enumerable.Range(0, 21_000).Select(_ => ports.Buffer.AcceptAsync(New(), 100_000, CancellationToken.None)).ToArray();
        var refused = waiting.Where(task => task.IsFaulted).ToArray();
        server.Continue();

        Assert.That(refused, Has.Length.InRange(500, 1_500));
        Assert.That(refused[0].Exception!.InnerException, Is.TypeOf<BufferUnavailableException>().With.Message.Contains("wait for Redis already"));
        Assert.That(await Task.WhenAll(waiting.Except(refused)), Is.All.TypeOf<AcceptOutcome.Accepted>());
    }

    private static Transaction New() => new()
    {
        Id = Guid.CreateVersion7(),
        SiteName = "observatory",
        Operation = "start_observation",
        Principal = "telescope",
        Entities = ["a"],
        Changes = [],
        AcceptedAt = DateTimeOffset.UnixEpoch,
        RequestHash = "00",
    };
}
