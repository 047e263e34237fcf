using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Application.UnitTests.Features;
using CcatOps.Domain.Status;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Monitoring;

internal sealed class SiteHistoryTests
{
    private readonly List<IReadOnlyList<HistorySample>> kept = [];
    private UseCases site = null!;

    private static DateTimeOffset Minute => HistorySample.MinuteOf(Now);

    [SetUp]
    public void Compose()
    {
        site = new UseCases(Secondary);
        kept.Clear();
        site.History.Setup(store => store.KeepAsync(Capture.In(kept), It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);
        Holds(depth: 7, accepted: 20);
    }

    [TearDown]
    public ValueTask Dispose_of_it() => site.DisposeAsync();

    [Test]
    public async Task Each_minute_one_sample_is_taken()
    {
        await SampleAsync();
        await SampleAsync();
        site.Time.Advance(TimeSpan.FromMinutes(1));
        await SampleAsync();

        Assert.That(kept.SelectMany(each => each).Select(sample => sample.At), Is.EqualTo(new[] { Minute, Minute.AddMinutes(1) }));
        Assert.That((kept[0][0].Depth, kept[0][0].Accepted, kept[0][0].OldestAgeSeconds), Is.EqualTo(((long?)7, (long?)20, (double?)240)));
    }

    [Test]
    public async Task A_minute_that_another_process_has_sampled_is_not_sampled_again()
    {
        Stores(new HistorySample { At = Minute, Depth = 3 });

        await SampleAsync();

        Assert.That(kept, Is.Empty);
        Assert.That((await SinceAsync(Minute)).Single().Depth, Is.EqualTo(3));
    }

    [Test]
    public async Task The_night_before_a_restart_is_read_from_the_store()
    {
        Stores([.. Enumerable.Range(1, 600).Select(minutes => new HistorySample { At = Minute.AddMinutes(-minutes) })]);

        await SampleAsync();

        Assert.That(await SinceAsync(Minute.AddDays(-1)), Has.Count.EqualTo(601));
    }

    [Test]
    public async Task What_the_store_does_not_take_is_offered_again()
    {
        site.History.Setup(store => store.KeepAsync(Capture.In(kept), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new SharedRecordsUnavailableException("Redis is unavailable"));
        await SampleAsync();
        site.History.Setup(store => store.KeepAsync(Capture.In(kept), It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);
        site.Time.Advance(TimeSpan.FromMinutes(1));
        await SampleAsync();
        site.Time.Advance(TimeSpan.FromMinutes(1));
        await SampleAsync();

        Assert.That(kept.Select(each => each.Count), Is.EqualTo(new[] { 1, 2, 1 }));
    }

    [Test]
    public async Task Without_its_buffer_the_site_is_sampled_all_the_same()
    {
        site.Monitor.Setup(port => port.GetStatusAsync(It.IsAny<CancellationToken>())).ThrowsAsync(new BufferUnavailableException("Redis is unavailable"));

        await SampleAsync();

        Assert.That(kept.Single().Single() with { Free = null }, Is.EqualTo(new HistorySample { At = Minute }));
    }

    [Test]
    public async Task What_is_older_than_seven_days_is_forgotten()
    {
        await SampleAsync();
        site.Time.Advance(HistorySample.Retention + TimeSpan.FromMinutes(1));
        await SampleAsync();

        Assert.That(await SinceAsync(DateTimeOffset.MinValue), Has.Count.EqualTo(1));
    }

    private void Holds(long depth, long accepted) => site.Monitor.Setup(port => port.GetStatusAsync(It.IsAny<CancellationToken>()))
        .ReturnsAsync(() => new BufferStatus
        {
            Depth = depth,
            Unconfirmed = 0,
            Failed = 0,
            Parked = 0,
            OldestAcceptedAt = site.Time.GetUtcNow().AddMinutes(-4),
            Totals = new Dictionary<string, long> { ["buffered"] = accepted },
        });

    private void Stores(params HistorySample[] samples) => site.History
        .Setup(store => store.ReadAsync(It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>())).ReturnsAsync(samples);

    private Task SampleAsync() => site.UseAsync<SiteHistory>(history => history.SampleAsync(CancellationToken.None));

    private async Task<IReadOnlyList<HistorySample>> SinceAsync(DateTimeOffset moment)
    {
        IReadOnlyList<HistorySample> found = [];
        await site.UseAsync<SiteHistory>(history =>
        {
            found = history.Since(moment);
            return Task.CompletedTask;
        });
        return found;
    }
}
