using System.Net;
using CcatOps.Api.Requests;
using CcatOps.TestBed;
using Moq;

namespace CcatOps.Api.FunctionalTests.Status;

internal sealed class EventsTests
{
    private MockedService service = null!;

    [SetUp]
    public async Task StartAsync() => service = await MockedService.StartAsync(MockedService.SecondarySite);

    [TearDown]
    public async Task StopAsync() => await service.DisposeAsync();

    [Test]
    public async Task The_first_event_is_the_status()
    {
        using var stream = await OpenAsync();

        var (id, status) = (await stream.NextAsync())!.Value;

        Assert.That(id, Is.Positive);
        Assert.That((string?)status["verdict"], Is.EqualTo((string?)(await service.GetJsonAsync("/api/status"))["verdict"]));
        Assert.That(stream.Answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
    }

    [Test]
    public async Task A_change_is_told_within_seconds()
    {
        using var stream = await OpenAsync();
        await stream.NextAsync();

        Holds(failed: 3);

        var (_, status) = await stream.UntilAsync(status => (string?)status["severity"] == "attention");
        Assert.That((long?)status["lanes"]!["failed"]!["count"], Is.EqualTo(3));
    }

    [Test]
    public async Task A_stream_goes_on_after_the_last_event_of_the_one_before()
    {
        using var others = await OpenAsync();
        using var first = await OpenAsync();
        var (id, _) = (await first.NextAsync())!.Value;
        first.Dispose();

        using var second = await OpenAsync(lastEventId: id);
        var next = second.NextAsync();
        Holds(failed: 1);

        var (nextId, status) = (await next)!.Value;
        Assert.That(nextId, Is.GreaterThan(id));
        Assert.That((long?)status["lanes"]!["failed"]!["count"], Is.EqualTo(1), "what is known already is not sent again");
    }

    [Test]
    public async Task A_client_that_takes_no_stream_gets_one_event()
    {
        using var stream = await OpenAsync(accept: "application/json");

        Assert.That(await stream.NextAsync(), Is.Not.Null);
        Assert.That(await stream.NextAsync(), Is.Null);
    }

    [Test]
    public async Task Another_client_of_the_same_principal_is_refused_once_it_has_many_streams()
    {
        var streams = await Task.WhenAll(Enumerable.Range(0, EventStreams.MostOfPrincipal).Select(_ => OpenAsync()));
        using var refused = await OpenAsync();
        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(await refused.Answer.Content.ReadAsStringAsync(), Does.Contain("/problems/too-many-streams"));

        Array.ForEach(streams, stream => stream.Dispose());
        await Eventually.AssertAsync(
            async () =>
            {
                using var again = await OpenAsync();
                return again.Status;
            },
            status => status == HttpStatusCode.OK, TimeSpan.FromSeconds(10), "a closed stream makes room for another");
    }

    [Test]
    public async Task A_stream_does_not_hold_up_the_end_of_the_service()
    {
        using var stream = await OpenAsync();
        await stream.NextAsync();
        var started = TimeProvider.System.GetTimestamp();

        await service.DisposeAsync();

        Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(4)));
    }

    private Task<EventStream> OpenAsync(long? lastEventId = null, string accept = "text/event-stream") =>
        EventStream.OpenAsync(service.Http.BaseAddress!, lastEventId, accept: accept);

    private void Holds(long failed) => service.BufferMonitor.Setup(monitor => monitor.GetStatusAsync(It.IsAny<CancellationToken>()))
        .ReturnsAsync(MockedService.EmptyBuffer with { Failed = failed });
}
