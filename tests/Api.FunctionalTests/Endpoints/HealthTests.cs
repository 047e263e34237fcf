using System.Net;
using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace CcatOps.Api.FunctionalTests.Endpoints;

internal sealed class HealthTests
{
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
}
