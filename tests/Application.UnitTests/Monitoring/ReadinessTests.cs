using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Sites;
using Microsoft.Extensions.Logging;
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
    private RecordedLog log = null!;

    [SetUp]
    public void Make_the_ports()
    {
        log = new RecordedLog();
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
            .ThrowsAsync(new BufferUnavailableException("Redis is unavailable"));
        Assert.That(await HindrancesAsync(Secondary), Is.EqualTo(new[] { "Redis is unavailable" }));
    }

    [Test]
    public async Task A_secondary_is_not_ready_with_a_buffer_that_is_not_durable()
    {
        buffer.Setup(port => port.CheckSafetyAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(new BufferSafety("memory", ["appendonly is 'no'"]));
        Assert.That(await HindrancesAsync(Secondary), Is.EqualTo(new[] { "appendonly is 'no'" }));
    }

    [Test]
    public async Task A_secondary_is_not_ready_while_its_buffer_refuses_every_write()
    {
        StatusIs(Status with { Refusal = "Redis refuses writes" });
        Assert.That(await HindrancesAsync(Secondary), Is.EqualTo(new[] { "Redis refuses writes" }));
    }

    [TestCase(-1, false)]
    [TestCase(0, true)]
    [TestCase(1, true)]
    public async Task A_secondary_is_not_ready_while_there_is_room_for_a_finish_only(int beyond, bool isFull)
    {
        StatusIs(Status with { Depth = Secondary.TransactionBuffering.BufferSize - 5, Parked = 5 + beyond });
        Assert.That(await HindrancesAsync(Secondary), isFull ? Has.Exactly(1).Contains("in a reserve of") : Is.Empty);
    }

    [Test]
    public async Task A_secondary_that_buffers_nothing_needs_the_main_database_and_no_buffer()
    {
        var site = Secondary with { CriticalOperationsBuffer = false };
        buffer.Setup(port => port.GetStatusAsync(It.IsAny<CancellationToken>())).ThrowsAsync(new BufferUnavailableException("away"));
        Assert.That(await HindrancesAsync(site), Is.Empty);

        LookGives(Away, new DatabaseView());
        Assert.That(await HindrancesAsync(site), Has.Exactly(1).Contains("connection refused"));
    }

    [Test]
    public async Task A_main_site_is_not_ready_where_it_may_not_write()
    {
        LookGives(new DatabaseView { Facts = new DatabaseFacts("cologne", InRecovery: false, IsWritable: false) }, new DatabaseView());
        Assert.That(await HindrancesAsync(Main), Has.Exactly(1).Contains("MAIN_DB_USER"));
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

    [Test]
    public async Task Each_loss_and_each_return_is_one_line_in_the_log_with_its_remedy()
    {
        var monitor = Monitor(Secondary);
        foreach (var view in new[] { new DatabaseView(), Away, Away, Away, new DatabaseView(), new DatabaseView() })
        {
            LookGives(view, new DatabaseView());
            await monitor.CheckDatabasesAsync(CancellationToken.None);
        }

        buffer.Setup(port => port.CheckSafetyAsync(It.IsAny<CancellationToken>())).ThrowsAsync(new BufferUnavailableException("Redis is unavailable"));
        await monitor.CheckBufferAsync(CancellationToken.None);
        await monitor.CheckBufferAsync(CancellationToken.None);

        Assert.That(log.Lines, Has.Count.EqualTo(3), string.Join('\n', log.Lines));
        Assert.That(log.Lines[0], Does.StartWith("Warning The main database cannot be used: connection refused").And.Contain("check the link"));
        Assert.That(log.Lines[1], Does.StartWith("Information The main database can be used again"));
        Assert.That(log.Lines[2], Does.StartWith("Warning The buffer cannot be used: Redis is unavailable"));
    }

    private async Task<IReadOnlyList<string>> HindrancesAsync(SiteConfig site, bool check = true)
    {
        var monitor = Monitor(site);
        if (check)
            await monitor.CheckAsync(CancellationToken.None);
        return await new Readiness(site, buffer.Object, databases.Object, monitor, TimeProvider.System).FindHindrancesAsync(CancellationToken.None);
    }

    private SiteMonitor Monitor(SiteConfig site) =>
        new(site, buffer.Object, databases.Object, new KnownSafety(site), new BufferRates(new FakeTimeProvider()), Drainer(site), new FakeTimeProvider(),
            log);

    private static BufferDrainer Drainer(SiteConfig site) => new(
        site, Mock.Of<IDrainSource>(), Mock.Of<IMainDatabase>(), new DrainLease(Mock.Of<IDrainSource>()), new FakeTimeProvider(),
        Mock.Of<IDrainObserver>(), NullLogger<BufferDrainer>.Instance);

    private void StatusIs(BufferStatus status) =>
        buffer.Setup(port => port.GetStatusAsync(It.IsAny<CancellationToken>())).ReturnsAsync(status);

    private void LookGives(DatabaseView main, DatabaseView local)
    {
        databases.Setup(port => port.LookAtMainAsync(It.IsAny<CancellationToken>())).ReturnsAsync(main);
        databases.Setup(port => port.LookAtLocalAsync(It.IsAny<CancellationToken>())).ReturnsAsync(local);
    }

    private sealed class RecordedLog : ILogger<SiteMonitor>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{logLevel} {formatter(state, exception)}");
    }
}
