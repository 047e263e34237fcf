using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Replication;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace CcatOps.Api.FunctionalTests.Metrics;

internal sealed class MetricsTests
{
    [Test]
    public async Task A_secondary_site_shows_the_specifications_three_metrics()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);

        var lines = await ScrapeAsync(service);

        Assert.That(lines, Does.Contain("""site_type_info{site_name="observatory",site_type="secondary"} 1"""));
        Assert.That(lines, Does.Contain("""buffering_enabled{site_name="observatory"} 1"""));
        Assert.That(lines, Does.Contain("""lsn_tracking_enabled{site_name="observatory"} 1"""));
    }

    [Test]
    public async Task A_main_site_never_buffers_whatever_the_setting_says()
    {
        await using var service = await MockedService.StartAsync(
            MockedService.MainSite with { CriticalOperationsBuffer = true, LsnTracking = new() { Enabled = false } });

        var lines = await ScrapeAsync(service);

        Assert.That(lines, Does.Contain("""site_type_info{site_name="cologne",site_type="main"} 1"""));
        Assert.That(lines, Does.Contain("""buffering_enabled{site_name="cologne"} 0"""));
        Assert.That(lines, Does.Contain("""lsn_tracking_enabled{site_name="cologne"} 0"""));
    }

    [Test]
    public async Task Each_scrape_looks_at_the_buffer()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        service.BufferMonitor.Setup(monitor => monitor.GetStatusAsync(It.IsAny<CancellationToken>())).ReturnsAsync(new BufferStatus
        {
            Depth = 7,
            Failed = 2,
            Parked = 1,
            Unconfirmed = 3,
            Pause = new("dome work", "mara", TimeProvider.System.GetUtcNow()),
            OldestAcceptedAt = TimeProvider.System.GetUtcNow().AddHours(-1),
            Totals = new Dictionary<string, long> { ["buffered"] = 20, ["committed"] = 10 },
        });
        service.Databases.Setup(probe => probe.LookAtMainAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(new DatabaseView { Lsn = new Lsn(300) });
        service.Databases.Setup(probe => probe.LookAtLocalAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(new DatabaseView { Lsn = new Lsn(100), ReplayAgeSeconds = 2.5 });
        await service.Services.GetRequiredService<SiteMonitor>().CheckAsync(CancellationToken.None);
        service.Services.GetRequiredService<IDrainObserver>().BatchApplied(5, TimeSpan.FromSeconds(0.4));

        var lines = await ScrapeAsync(service);

        Assert.That(lines, Is.SupersetOf(new[]
        {
            "ccatops_buffer_depth 7",
            "ccatops_buffer_capacity 1000",
            "ccatops_failed_transactions 2",
            "ccatops_parked_transactions 1",
            "ccatops_drain_paused 1",
            "ccatops_unconfirmed_transactions 3",
            "ccatops_replica_lag_bytes 200",
            "ccatops_replica_lag_seconds 2.5",
            "ccatops_transactions_total{state=\"buffered\"} 20",
            "ccatops_transactions_total{state=\"committed\"} 10",
            "ccatops_transactions_total{state=\"failed\"} 0",
            "ccatops_drain_batch_seconds_count 1",
        }));
        Assert.That(lines, Has.Some.StartsWith("ccatops_buffer_oldest_age_seconds 36"));
    }

    [Test]
    public async Task Whether_the_buffer_keeps_what_it_accepts_is_what_its_check_found()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        service.BufferMonitor.Setup(monitor => monitor.CheckSafetyAsync(It.IsAny<CancellationToken>())).ReturnsAsync(new BufferSafety("fsynced", []));
        await service.Services.GetRequiredService<SiteMonitor>().CheckBufferAsync(CancellationToken.None);
        Assert.That(await ScrapeAsync(service), Does.Contain("ccatops_buffer_durable 1"));

        service.BufferMonitor.Setup(monitor => monitor.CheckSafetyAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(new BufferSafety("memory", ["appendonly is off."]));
        await service.Services.GetRequiredService<SiteMonitor>().CheckBufferAsync(CancellationToken.None);
        Assert.That(await ScrapeAsync(service), Does.Contain("ccatops_buffer_durable 0"));
    }

    [Test]
    public async Task The_disk_of_the_journal_is_measured_and_one_that_is_not_there_is_not_a_number()
    {
        var folder = Directory.CreateTempSubdirectory("ccat-ops-journal-");
        var site = MockedService.SecondarySite;
        await using var service = await MockedService.StartAsync(
            site with { TransactionBuffering = site.TransactionBuffering with { JournalPath = folder.FullName } });

        Assert.That(await ScrapeAsync(service), Has.Some.Match("^ccatops_journal_disk_free_bytes [1-9]").And.Some.Match("^ccatops_journal_disk_size_bytes [1-9]"));
        folder.Delete();
        Assert.That(await ScrapeAsync(service), Does.Contain("ccatops_journal_disk_free_bytes NaN").And.Contain("ccatops_journal_disk_size_bytes NaN"));
    }

    [Test]
    public async Task What_is_unknown_is_not_a_number_and_breaks_no_scrape()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        service.BufferMonitor.Setup(monitor => monitor.GetStatusAsync(It.IsAny<CancellationToken>()))
            .ThrowsAsync(new BufferUnavailableException("Redis is unavailable"));

        var lines = await ScrapeAsync(service);

        Assert.That(lines, Is.SupersetOf(new[] { "ccatops_buffer_depth NaN", "ccatops_parked_transactions NaN", "ccatops_drain_paused NaN", "ccatops_replica_lag_bytes NaN" }));
    }

    [Test]
    public async Task A_buffer_that_does_not_answer_delays_a_scrape_no_longer_than_a_second_or_so()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        service.BufferMonitor.Setup(monitor => monitor.GetStatusAsync(It.IsAny<CancellationToken>()))
            .Returns(new TaskCompletionSource<BufferStatus>().Task);
        using var bounded = new CancellationTokenSource(TimeSpan.FromSeconds(10));

        Assert.That(await service.Http.GetStringAsync("/metrics", bounded.Token), Does.Contain("ccatops_buffer_depth NaN"));
    }

    [Test]
    public async Task A_buffer_that_was_made_anew_resets_its_counters()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        Accepted(service, 20);
        await ScrapeAsync(service);

        Accepted(service, 3);

        Assert.That(await ScrapeAsync(service), Does.Contain("ccatops_transactions_total{state=\"buffered\"} 3"));
    }

    [Test]
    public async Task Requests_are_counted_by_endpoint_also_those_that_fail()
    {
        await using var service = await MockedService.StartAsync();
        await service.PostAsync("/executed_obs_units/start", "{}");

        var lines = await ScrapeAsync(service);

        Assert.That(lines, Has.Some.EqualTo(
            """http_requests_received_total{code="400",method="POST",endpoint="/executed_obs_units/start"} 1"""));
    }

    [Test]
    public async Task Every_metric_of_ours_says_what_it_is()
    {
        await using var service = await MockedService.StartAsync();

        var lines = await ScrapeAsync(service);

        foreach (var line in lines.Where(line => line.StartsWith("# TYPE ccatops", StringComparison.Ordinal)))
            Assert.That(lines, Has.Some.Matches($"^# HELP {line.Split(' ')[2]} .{{20,}}"));
    }

    private static void Accepted(MockedService service, long count) => service.BufferMonitor
        .Setup(monitor => monitor.GetStatusAsync(It.IsAny<CancellationToken>()))
        .ReturnsAsync(MockedService.EmptyBuffer with { Totals = new Dictionary<string, long> { ["buffered"] = count } });

    private static async Task<string[]> ScrapeAsync(MockedService service) => (await service.Http.GetStringAsync("/metrics")).Split('\n');
}
