using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Writes;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;
using CcatOps.Infrastructure.Redis;
using CcatOps.TestBed;
using Microsoft.Extensions.Logging.Abstractions;

namespace CcatOps.Infrastructure.IntegrationTests.Redis;

/// <summary>Changes the durability of Redis while writes are accepted. No check runs in between.</summary>
internal sealed class RedisSafetyTests
{
    private readonly KnownSafety known = new(new SiteConfig());
    private RedisServer server = null!;
    private RedisConnection redis = null!;

    [SetUp]
    public async Task StartAsync() => server = await RedisServer.CreateAsync();

    [TearDown]
    public async Task StopAsync()
    {
        await redis.DisposeAsync();
        await server.DisposeAsync();
    }

    [TestCase("appendfsync", "everysec", "everysec")]
    [TestCase("appendfsync", "no", "memory")]
    [TestCase("appendonly", "no", "memory")]
    public async Task A_write_that_is_accepted_after_a_change_says_how_it_is_held(string setting, string value, string level)
    {
        var buffer = Open(BufferDurability.Required);
        Assert.That(await AcceptAsync(buffer), Is.EqualTo(new AcceptOutcome.Accepted(1)));

        await redis.UseAsync(database => database.ExecuteAsync("CONFIG", "SET", setting, value));
        var outcome = (AcceptOutcome.Accepted)await AcceptAsync(buffer);

        Assert.That(outcome.Warning, Does.Contain(level).And.Contain($"{setting} is '{value}'"));
        Assert.That(known.Safety.Level, Is.EqualTo(level));
        Assert.That(async () => await AcceptAsync(buffer), Throws.TypeOf<BufferUnavailableException>().With.Message.Contains(setting));
    }

    [Test]
    public async Task Where_less_is_demanded_the_level_alone_changes()
    {
        var buffer = Open(BufferDurability.Relaxed);
        await AcceptAsync(buffer);
        await redis.UseAsync(database => database.ExecuteAsync("CONFIG", "SET", "appendfsync", "everysec"));

        Assert.That(await AcceptAsync(buffer), Is.EqualTo(new AcceptOutcome.Accepted(2)));
        Assert.That(known.Safety.Level, Is.EqualTo("everysec"));
    }

    private RedisTransactionBuffer Open(BufferDurability durability)
    {
        var site = new SiteConfig
        {
            SiteName = "safety",
            SiteType = SiteType.Secondary,
            BufferDurability = durability,
            Redis = new() { Host = "127.0.0.1", Port = server.Port },
        };
        redis = new RedisConnection(site);
        var seeder = new SequenceSeeder(new RedisSequenceCounter(redis), new AppliedSequences(), NullLogger<SequenceSeeder>.Instance);
        return new RedisTransactionBuffer(redis, new RedisSafety(site, redis, TimeProvider.System, known), seeder, new RedisBodies(redis, new ShownInMemory()));
    }

    private static Task<AcceptOutcome> AcceptAsync(RedisTransactionBuffer buffer) => buffer.AcceptAsync(
        new Transaction
        {
            Id = Guid.CreateVersion7(),
            SiteName = "safety",
            Operation = "start_observation",
            Principal = "telescope",
            Entities = ["executed_obs_unit:1"],
            Changes = [],
            AcceptedAt = DateTimeOffset.UnixEpoch,
            RequestHash = "00",
        },
        limits: 10,
        CancellationToken.None);
}
