using System.Text.Json.Nodes;
using CcatOps.Application.Features.Status;
using CcatOps.Application.Monitoring;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Features.Status;

internal sealed class StatusFeedTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private UseCases site = null!;
    private long failed;

    [SetUp]
    public void Compose()
    {
        failed = 0;
        site = new UseCases(Secondary);
        site.Monitor.Setup(port => port.GetStatusAsync(It.IsAny<CancellationToken>())).ReturnsAsync(() => new BufferStatus
        {
            Depth = 0,
            Unconfirmed = 0,
            Failed = failed,
            Parked = 0,
            Totals = new Dictionary<string, long>(),
        });
    }

    [TearDown]
    public ValueTask Dispose_of_it() => site.DisposeAsync();

    [Test]
    public Task The_first_event_comes_at_once() => ListenAsync(async feed =>
    {
        var first = await NextAsync(feed, known: 0);

        Assert.That((string?)JsonNode.Parse(first.Json.Span)!["verdict"], Is.EqualTo("All data is in the main site and back."));
        Assert.That(first.Id, Is.Positive);
    });

    [Test]
    public Task A_change_is_an_event_with_a_greater_number() => ListenAsync(async feed =>
    {
        var first = await NextAsync(feed, known: 0);
        failed = 2;
        var coming = NextAsync(feed, first.Id);
        site.Time.Advance(TimeSpan.FromSeconds(1));

        var second = await coming;
        Assert.That(second.Id, Is.GreaterThan(first.Id));
        Assert.That((string?)JsonNode.Parse(second.Json.Span)!["verdict"], Does.StartWith("2 transactions were refused"));
    });

    [Test]
    public Task Without_a_change_an_event_comes_after_fifteen_seconds() => ListenAsync(async feed =>
    {
        var first = await NextAsync(feed, known: 0);
        var coming = NextAsync(feed, first.Id);
        for (var second = 0; second < 15; second++)
            site.Time.Advance(TimeSpan.FromSeconds(1));

        var at = (DateTimeOffset)JsonNode.Parse((await coming).Json.Span)!["at"]!;
        Assert.That(at, Is.EqualTo(Now + StatusFeed.LongestSilence));
    });

    [Test]
    public Task Twenty_listeners_share_one_look_a_second() => ListenAsync(async feed =>
    {
        var others = Enumerable.Range(0, 19).Select(_ => feed.Listen()).ToArray();
        await NextAsync(feed, known: 0);
        site.Monitor.Invocations.Clear();
        for (var second = 0; second < 10; second++)
            site.Time.Advance(TimeSpan.FromSeconds(1));

        site.Monitor.Verify(port => port.GetStatusAsync(It.IsAny<CancellationToken>()), Times.Exactly(10));
        Array.ForEach(others, other => other.Dispose());
    });

    [Test]
    public async Task Nobody_looks_when_nobody_listens()
    {
        await ListenAsync(async feed => await NextAsync(feed, known: 0));
        site.Time.Advance(TimeSpan.FromSeconds(1));
        site.Monitor.Invocations.Clear();
        site.Time.Advance(TimeSpan.FromSeconds(10));

        site.Monitor.Verify(port => port.GetStatusAsync(It.IsAny<CancellationToken>()), Times.Never);
    }

    private Task ListenAsync(Func<StatusFeed, Task> use) => site.UseAsync<StatusFeed>(async feed =>
    {
        using var listening = feed.Listen();
        await use(feed);
    });

    private static Task<StatusEvent> NextAsync(StatusFeed feed, long known) => feed.NextAsync(known, CancellationToken.None).WaitAsync(Bound);
}
