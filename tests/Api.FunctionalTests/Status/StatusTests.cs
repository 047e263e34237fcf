using System.Text.Json.Nodes;
using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Status;
using Moq;

namespace CcatOps.Api.FunctionalTests.Status;

internal sealed class StatusTests
{
    private static readonly SiteConfig Observatory = MockedService.SecondarySite with { MainSiteName = "Cologne" };

    [Test]
    public async Task A_quiet_site_has_all_data_at_main_and_back()
    {
        await using var service = await MockedService.StartAsync(Observatory);

        var status = await service.GetJsonAsync("/api/status");

        Assert.That((string?)status["verdict"], Is.EqualTo("All data is in Cologne and back."));
        Assert.That((string?)status["severity"], Is.EqualTo("ok"));
        Assert.That(status["site"]!.ToJsonString(), Is.EqualTo("""{"name":"observatory","type":"secondary"}"""));
        Assert.That(status["facts"]!.AsArray(), Is.Empty);
        Assert.That(status["paused"], Is.Null);
    }

    [Test]
    public async Task What_waits_is_counted_by_lane()
    {
        await using var service = await MockedService.StartAsync(Observatory);
        var oldest = TimeProvider.System.GetUtcNow().AddMinutes(-4);
        Holds(service, MockedService.EmptyBuffer with { Depth = 37, OldestAcceptedAt = oldest, Unconfirmed = 3, Failed = 2, Parked = 1 });

        var status = await service.GetJsonAsync("/api/status");

        Assert.That(Counts(status), Is.EqualTo(new long[] { 37, 0, 3, 2, 1 }));
        Assert.That((string?)status["verdict"], Does.StartWith("2 transactions were refused and need you; 37 writes wait for Cologne, the oldest 4 min"));
        Assert.That(status["facts"]!.AsArray().Select(fact => (string?)fact!["code"]), Is.EqualTo(new[] { "refused", "waiting", "unconfirmed" }));
    }

    [Test]
    public async Task A_link_that_is_down_is_reported_with_its_time()
    {
        await using var service = await MockedService.StartAsync(Observatory);
        service.Databases.Setup(probe => probe.LookAtMainAsync(It.IsAny<CancellationToken>())).ReturnsAsync(new DatabaseView { Fault = "refused" });

        var fact = (await service.GetJsonAsync("/api/status"))["facts"]![0]!;

        Assert.That((string?)fact["code"], Is.EqualTo("link_down"));
        Assert.That((string?)fact["severity"], Is.EqualTo("waiting"));
        Assert.That((DateTimeOffset?)fact["since"], Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task A_stranger_gets_the_verdict_and_nothing_else()
    {
        await using var service = await MockedService.StartAsync(Observatory);
        Holds(service, MockedService.EmptyBuffer with { Pause = new("the door of the dome", "ada", DateTimeOffset.UnixEpoch) });
        using var stranger = new HttpClient { BaseAddress = service.Http.BaseAddress };

        var status = JsonNode.Parse(await stranger.GetStringAsync("/api/status"))!.AsObject();

        Assert.That((string?)status["verdict"], Is.EqualTo("Sending is paused since 1970-01-01 00:00; all data is in Cologne and back."));
        Assert.That((string?)status["severity"], Is.EqualTo("attention"));
        foreach (var name in new[] { "facts", "lanes", "paused", "durability", "processes", "clocks", "disks" })
            Assert.That(status[name], Is.Null, name);
    }

    [Test]
    public async Task Health_has_the_same_verdict()
    {
        await using var service = await MockedService.StartAsync(Observatory);
        Holds(service, MockedService.EmptyBuffer with { Failed = 1 });

        var health = await service.GetJsonAsync("/health");

        Assert.That((string?)health["verdict"], Is.EqualTo("1 transaction was refused and needs you; nothing lost."));
        Assert.That((string?)health["verdict"], Is.EqualTo((string?)(await service.GetJsonAsync("/api/status"))["verdict"]));
    }

    [Test]
    public async Task An_unavailable_buffer_is_answered_for_all_the_same()
    {
        await using var service = await MockedService.StartAsync(Observatory);
        service.BufferMonitor.Setup(monitor => monitor.GetStatusAsync(It.IsAny<CancellationToken>()))
            .ThrowsAsync(new BufferUnavailableException("Redis is unavailable"));

        var status = await service.GetJsonAsync("/api/status");

        Assert.That((string?)status["verdict"], Does.Match("^Writes are refused: the buffer is unavailable since \\d\\d:\\d\\d\\.$"));
        Assert.That(status["lanes"], Is.Null);
        Assert.That((string?)status["durability"]!["faults"]![0], Is.EqualTo("Redis is unavailable"));
    }

    [Test]
    public async Task The_process_and_the_disks_are_reported()
    {
        await using var service = await MockedService.StartAsync(Observatory);
        service.Disks.Setup(disks => disks.Look()).Returns([new DiskRoom("journal", "/srv/journal", 40, 100)]);

        var status = await service.GetJsonAsync("/api/status");

        Assert.That(status["disks"]!.ToJsonString(), Is.EqualTo(
            """[{"name":"journal","path":"/srv/journal","free_bytes":40,"total_bytes":100,"full_in_days":null}]"""));
        Assert.That((string?)status["processes"]![0]!["name"], Does.EndWith($":{Environment.ProcessId}"));
    }

    private static void Holds(MockedService service, BufferStatus status) =>
        service.BufferMonitor.Setup(monitor => monitor.GetStatusAsync(It.IsAny<CancellationToken>())).ReturnsAsync(status);

    private static long[] Counts(JsonObject status) =>
        [.. new[] { "buffered", "applying", "committed", "failed", "parked" }.Select(lane => (long)status["lanes"]![lane]!["count"]!)];
}
