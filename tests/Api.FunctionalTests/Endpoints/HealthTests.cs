using System.Net;
using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace CcatOps.Api.FunctionalTests.Endpoints;

internal sealed class HealthTests
{
    private static readonly RedisFacts EverySecond = new()
    {
        RunId = "a",
        Role = "master",
        Loading = false,
        AppendOnly = "yes",
        AppendFsync = "everysec",
        NoAppendFsyncOnRewrite = "no",
        MaxMemoryPolicy = "noeviction",
        AofLastWriteStatus = "ok",
    };

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
            .ThrowsAsync(new BufferUnavailableException("Redis is unavailable"));
        var unhealthy = await service.Http.GetAsync("/health/");

        Assert.That(degraded.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((string?)(await MockedService.JsonOf(degraded))["status"], Is.EqualTo("degraded"));
        Assert.That(unhealthy.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((string?)(await MockedService.JsonOf(unhealthy))["redis"], Is.EqualTo("disconnected"));
    }

    [TestCase("/health")]
    [TestCase("/health/ready")]
    public async Task A_stranger_costs_the_databases_and_the_buffer_one_look_a_second(string path)
    {
        var longAgo = TimeProvider.System.GetTimestamp();
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        using var stranger = new HttpClient { BaseAddress = service.Http.BaseAddress };
        for (var request = 0; request < 200; request++)
            await stranger.GetAsync(path);
        var seconds = (int)TimeProvider.System.GetElapsedTime(longAgo).TotalSeconds;

        service.BufferMonitor.Verify(monitor => monitor.GetStatusAsync(It.IsAny<CancellationToken>()), Times.Between(1, 3 * (seconds + 1), Moq.Range.Inclusive));
        service.Databases.Verify(probe => probe.LookAtMainAsync(It.IsAny<CancellationToken>()), Times.AtMost(2 * (seconds + 1)));
    }

    [Test]
    public async Task A_stranger_is_not_told_why()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        service.BufferMonitor.Setup(monitor => monitor.GetStatusAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(MockedService.EmptyBuffer with { Pause = new("the door of the dome", "operator", DateTimeOffset.UnixEpoch), Refusal = "the disk" });
        using var stranger = new HttpClient { BaseAddress = service.Http.BaseAddress };

        var health = await stranger.GetAsync("/health");
        var ready = await stranger.GetAsync("/health/ready");

        Assert.That(await health.Content.ReadAsStringAsync(), Does.Contain("\"status\":\"unhealthy\"").And.Contain("\"problems\":[]").And.Contain("\"problem_count\":2"));
        Assert.That(await ready.Content.ReadAsStringAsync(), Is.EqualTo("""{"status":"not_ready","reasons":[]}"""));
        Assert.That(await service.Http.GetStringAsync("/health/live"), Does.Contain("alive"));
    }

    [Test]
    public async Task A_buffer_that_never_answers_is_unhealthy_within_seconds()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        service.BufferMonitor.Setup(monitor => monitor.GetStatusAsync(It.IsAny<CancellationToken>()))
            .Returns(new TaskCompletionSource<BufferStatus>().Task);

        var health = await service.Http.GetAsync("/health");

        Assert.That(health.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await health.Content.ReadAsStringAsync(), Does.Contain("The buffer has not answered within 3 s"));
    }

    [Test]
    public async Task A_site_without_redis_does_not_call_it_connected()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite with { BufferType = BufferType.Sqlite });

        Assert.That((string?)(await service.GetJsonAsync("/health"))["redis"], Is.EqualTo("not_used"));
    }

    [Test]
    public async Task A_redis_that_may_lose_what_it_accepted_is_not_healthy()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);
        service.BufferMonitor.Setup(monitor => monitor.CheckSafetyAsync(It.IsAny<CancellationToken>()))
            .ReturnsAsync(new BufferSafety("everysec", [], EverySecond));

        var health = await service.GetJsonAsync("/health");

        Assert.That((string?)health["status"], Is.EqualTo("degraded"));
        Assert.That((string?)health["problems"]![0], Does.StartWith("An accepted write may be lost with Redis: appendfsync is 'everysec'"));
    }
}
