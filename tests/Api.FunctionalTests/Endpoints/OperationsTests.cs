using System.Diagnostics;
using System.Net;
using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace CcatOps.Api.FunctionalTests.Endpoints;

internal sealed class OperationsTests
{
    private static readonly Guid Id = Guid.CreateVersion7();

    [Test]
    public async Task Site_info_is_the_specifications_at_a_secondary_site()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);

        Assert.That(await service.Http.GetStringAsync("/api/site/info"), Is.EqualTo(
            """{"site_name":"observatory","site_type":"secondary","is_main_site":false,"is_secondary_site":true,"critical_operations_buffer":"""
            + """true,"transaction_buffer_size":1000,"lsn_tracking_enabled":true}"""));
    }

    [Test]
    public async Task Site_info_is_the_specifications_at_a_main_site()
    {
        await using var service = await MockedService.StartAsync(MockedService.MainSite with { CriticalOperationsBuffer = false });

        Assert.That(await service.Http.GetStringAsync("/api/site/info"), Is.EqualTo(
            """{"site_name":"cologne","site_type":"main","is_main_site":true,"is_secondary_site":false,"critical_operations_buffer":"""
            + """false,"transaction_buffer_size":1000,"lsn_tracking_enabled":true}"""));
    }

    [TestCase("/api/buffer/pause", """{"reason": "maintenance"}""")]
    [TestCase("/api/buffer/resume", """{}""")]
    [TestCase("/api/transactions/01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11/retry", """{}""")]
    [TestCase("/api/transactions/01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11/discard", """{"reason": "a test"}""")]
    public async Task A_main_site_has_no_buffer_to_act_on(string path, string body)
    {
        await using var service = await MockedService.StartAsync();

        var answer = await service.PostAsync(path, body);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That((string?)(await MockedService.JsonOf(answer))["detail"], Does.Contain("main site"));
    }

    [Test]
    public async Task The_buffer_of_a_main_site_is_empty_and_its_drain_disabled()
    {
        await using var service = await MockedService.StartAsync();

        var buffer = await service.GetJsonAsync("/api/buffer");

        Assert.That((int?)buffer["depth"], Is.Zero);
        Assert.That((string?)buffer["drain"]!["state"], Is.EqualTo("disabled"));
    }

    [Test]
    public async Task Resume_takes_no_body()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);

        Assert.That((await service.Http.PostAsync("/api/buffer/resume", null)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        service.BufferMonitor.Verify(monitor => monitor.ResumeAsync(It.IsAny<CancellationToken>()));
    }

    [Test]
    public async Task Pause_needs_a_reason()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);

        var answer = await service.PostAsync("/api/buffer/pause", "{}");

        Assert.That((string?)(await MockedService.JsonOf(answer))["errors"]!["reason"]![0], Does.Contain("is required"));
    }

    [Test]
    public async Task A_transaction_is_shown_with_its_times_by_state()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        Knows(service, TransactionState.Buffered);

        var answer = await service.Http.GetStringAsync($"/api/transactions/{Id}/");

        Assert.That(answer, Does.StartWith($$"""{"id":"{{Id}}","state":"buffered","operation":"start_observation","site_name":"observatory","""));
        Assert.That(answer, Does.Contain("""
            "times":{"buffered":"2023-03-28T02:38:42Z"},"attempts":0,"last_error":null,"lsn":null,"reason":null,"waits_for":
            """));
    }

    [TestCase("wait=-1", "wait")]
    [TestCase("wait=301", "wait")]
    [TestCase("wait=x", "wait")]
    [TestCase("until=failed", "until")]
    public async Task A_wait_out_of_bounds_is_refused(string query, string field)
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);

        var answer = await service.Http.GetAsync($"/api/transactions/{Id}?{query}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await MockedService.JsonOf(answer))["errors"]![field], Is.Not.Null);
    }

    [Test]
    public async Task A_held_answer_is_given_at_once_when_the_service_stops()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        Knows(service, TransactionState.Buffered);
        var asked = new TaskCompletionSource();
        service.Log.Setup(log => log.FindAsync(Id, It.IsAny<CancellationToken>()))
            .ReturnsAsync(Record(TransactionState.Buffered)).Callback(() => asked.TrySetResult());

        var held = service.Http.GetAsync($"/api/transactions/{Id}?wait=60&until=replicated");
        await asked.Task;
        var started = Stopwatch.GetTimestamp();
        await service.StopAsync();
        var answer = await held;

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(4)));
    }

    [Test]
    public async Task Liveness_touches_nothing()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);

        Assert.That(await service.Http.GetStringAsync("/health/live"), Is.EqualTo("""{"status":"alive"}"""));
        service.BufferMonitor.VerifyNoOtherCalls();
        service.Databases.VerifyNoOtherCalls();
    }

    [Test]
    public async Task Readiness_tells_why_not()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        service.BufferMonitor.Setup(monitor => monitor.CheckSafetyAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(new BufferSafety("memory", ["appendonly is 'no'"]));
        await service.Services.GetRequiredService<SiteMonitor>().CheckAsync(CancellationToken.None);

        var answer = await service.Http.GetAsync("/health/ready");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(
            await answer.Content.ReadAsStringAsync(), Is.EqualTo("""{"status":"not_ready","reasons":["appendonly is 'no'"]}"""));
    }

    [Test]
    public async Task Health_is_503_only_when_writes_cannot_be_taken()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        service.Databases.Setup(probe => probe.LookAtMainAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(new DatabaseView { Fault = "refused" });

        var degraded = await service.Http.GetAsync("/health");
        service.BufferMonitor.Setup(monitor => monitor.GetStatusAsync(It.IsAny<CancellationToken>()))
            .ThrowsAsync(new BufferUnavailableException("Redis is away"));
        var unhealthy = await service.Http.GetAsync("/health/");

        Assert.That(degraded.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((string?)(await MockedService.JsonOf(degraded))["status"], Is.EqualTo("degraded"));
        Assert.That(unhealthy.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((string?)(await MockedService.JsonOf(unhealthy))["redis"], Is.EqualTo("disconnected"));
    }

    private static void Knows(MockedService service, TransactionState state) => service.Log
        .Setup(log => log.FindAsync(Id, It.IsAny<CancellationToken>())).ReturnsAsync(Record(state));

    private static TransactionRecord Record(TransactionState state) => new()
    {
        Id = Id,
        State = state,
        Operation = "start_observation",
        SiteName = "observatory",
        Principal = "anonymous",
        Entities = ["executed_obs_unit:1"],
        AcceptedAt = new DateTimeOffset(2023, 3, 28, 2, 38, 42, TimeSpan.Zero),
        Times = new Dictionary<TransactionState, DateTimeOffset>
        {
            [state] = new DateTimeOffset(2023, 3, 28, 2, 38, 42, TimeSpan.Zero),
        },
    };
}
