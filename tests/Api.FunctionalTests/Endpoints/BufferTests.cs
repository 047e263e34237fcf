using System.Net;
using CcatOps.Domain.Buffering;
using Moq;

namespace CcatOps.Api.FunctionalTests.Endpoints;

internal sealed class BufferTests
{
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
        service.BufferMonitor.Setup(monitor => monitor.GetStatusAsync(It.IsAny<CancellationToken>())).ReturnsAsync(
            MockedService.EmptyBuffer with { Pause = new DrainPause("maintenance", "operator", DateTimeOffset.UnixEpoch) });

        Assert.That((await service.Http.PostAsync("/api/buffer/resume", null)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        service.BufferMonitor.Verify(monitor => monitor.ResumeAsync(It.IsAny<Domain.Writes.Transaction>(), It.IsAny<CancellationToken>()));
    }

    [Test]
    public async Task Pause_needs_a_reason()
    {
        await using var service = await MockedService.StartAsync(MockedService.SecondarySite);

        var answer = await service.PostAsync("/api/buffer/pause", "{}");

        Assert.That((string?)(await MockedService.JsonOf(answer))["errors"]!["reason"]![0], Does.Contain("is required"));
    }
}
