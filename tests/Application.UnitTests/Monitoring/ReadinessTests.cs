using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Sites;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Monitoring;

public sealed class ReadinessTests
{
    private static readonly DatabaseView Away = new() { Fault = "connection refused" };
    private static readonly BufferStatus Status =
        new() { Depth = 0, Unconfirmed = 0, Failed = 0, Parked = 0, Totals = new Dictionary<string, long>() };

    private Mock<IBufferMonitor> buffer = null!;
    private Mock<IDatabaseProbe> databases = null!;

    [SetUp]
    public void Make_the_ports()
    {
        buffer = new Mock<IBufferMonitor>();
        buffer.Setup(port => port.GetStatusAsync(It.IsAny<CancellationToken>())).ReturnsAsync(Status);
        buffer.Setup(port => port.CheckSafetyAsync(It.IsAny<CancellationToken>())).ReturnsAsync(new BufferSafety("fsynced", []));
        databases = new Mock<IDatabaseProbe>();
        LookGives(new DatabaseView(), new DatabaseView());
    }

    [Test]
    public async Task A_main_site_is_ready_with_its_database()
    {
        buffer.Setup(port => port.GetStatusAsync(It.IsAny<CancellationToken>())).ThrowsAsync(new BufferUnavailableException("away"));
        Assert.That(await HindrancesAsync(Main), Is.Empty);
    }

    [Test]
    public async Task A_main_site_is_not_ready_without_its_database()
    {
        LookGives(Away, Away);
        Assert.That(await HindrancesAsync(Main), Has.Exactly(1).Contains("connection refused"));
    }

    [Test]
    public async Task A_main_site_is_not_ready_with_a_database_in_recovery()
    {
        LookGives(new DatabaseView { Facts = new DatabaseFacts("cologne", InRecovery: true, IsWritable: false) }, new DatabaseView());
        Assert.That(await HindrancesAsync(Main), Has.Exactly(1).Contains("MAIN_DB_HOST"));
    }

    [Test]
    public async Task A_secondary_is_ready_while_both_databases_are_away()
    {
        LookGives(Away, Away);
        Assert.That(await HindrancesAsync(Secondary), Is.Empty);
    }

    [Test]
    public async Task A_secondary_that_is_asked_before_the_first_check_checks_its_buffer() =>
        Assert.That(await HindrancesAsync(Secondary, check: false), Is.Empty);

    [Test]
    public async Task A_secondary_is_not_ready_without_its_buffer()
    {
        buffer.Setup(port => port.GetStatusAsync(It.IsAny<CancellationToken>()))
            .ThrowsAsync(new BufferUnavailableException("Redis is away"));
        Assert.That(await HindrancesAsync(Secondary), Is.EqualTo(new[] { "Redis is away" }));
    }

    [Test]
    public async Task A_secondary_is_not_ready_with_a_buffer_that_is_not_durable()
    {
        buffer.Setup(port => port.CheckSafetyAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(new BufferSafety("memory", ["appendonly is 'no'"]));
        Assert.That(await HindrancesAsync(Secondary), Is.EqualTo(new[] { "appendonly is 'no'" }));
    }

    [TestCase(100, 60, 40)]
    [TestCase(100, 100, 0)]
    [TestCase(60, 100, 0)]
    public async Task The_lag_is_what_the_replica_has_still_to_replay(int main, int local, long bytes)
    {
        LookGives(
            new DatabaseView { Lsn = new Lsn((ulong)main) }, new DatabaseView { Lsn = new Lsn((ulong)local), ReplayAgeSeconds = 9 });
        var monitor = Monitor(Secondary);
        await monitor.CheckAsync(CancellationToken.None);
        Assert.That((monitor.LagBytes, monitor.LagSeconds), Is.EqualTo((bytes, bytes == 0 ? 0.0 : 9.0)));
    }

    [Test]
    public async Task While_main_is_away_nobody_knows_the_lag_in_bytes()
    {
        LookGives(Away, new DatabaseView { Lsn = new Lsn(1) });
        var monitor = Monitor(Secondary);
        await monitor.CheckAsync(CancellationToken.None);
        Assert.That(monitor.LagBytes, Is.Null);
    }

    private async Task<IReadOnlyList<string>> HindrancesAsync(SiteConfig site, bool check = true)
    {
        var monitor = Monitor(site);
        if (check)
            await monitor.CheckAsync(CancellationToken.None);
        return await new Readiness(site, buffer.Object, databases.Object, monitor).FindHindrancesAsync(CancellationToken.None);
    }

    private SiteMonitor Monitor(SiteConfig site) =>
        new(site, buffer.Object, databases.Object, new BufferRates(new FakeTimeProvider()), Drainer(site), new FakeTimeProvider());

    private static BufferDrainer Drainer(SiteConfig site) => new(
        site, Mock.Of<IDrainSource>(), Mock.Of<IMainDatabase>(), new DrainLease(Mock.Of<IDrainSource>()), new FakeTimeProvider(),
        Mock.Of<IDrainObserver>(), NullLogger<BufferDrainer>.Instance);

    private void LookGives(DatabaseView main, DatabaseView local)
    {
        databases.Setup(port => port.LookAtMainAsync(It.IsAny<CancellationToken>())).ReturnsAsync(main);
        databases.Setup(port => port.LookAtLocalAsync(It.IsAny<CancellationToken>())).ReturnsAsync(local);
    }
}
