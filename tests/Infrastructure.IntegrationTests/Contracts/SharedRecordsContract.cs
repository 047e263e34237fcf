using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Status;
using Microsoft.Extensions.Time.Testing;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The contract of what the processes of a site share about themselves.</summary>
internal abstract class SharedRecordsContract
{
    private static readonly SiteProcess One = new("control:1", DateTimeOffset.UnixEpoch.AddDays(20_000), Epoch: 41, Drains: true);
    private static readonly SiteProcess Other = new("control:2", DateTimeOffset.UnixEpoch.AddDays(20_001), Epoch: null, Drains: false);

    protected FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    private DateTimeOffset Now => HistorySample.MinuteOf(Time.GetUtcNow());

    /// <summary>As a further process of the site of this name has it.</summary>
    protected abstract Task<(IProcessRegistry Processes, IHistoryStore History)> OpenAsync(string site);

    /// <summary>As it is while what holds it is unavailable.</summary>
    protected abstract (IProcessRegistry Processes, IHistoryStore History) OpenUnavailable();

    [Test]
    public async Task Every_process_knows_those_that_have_reported()
    {
        await (await ProcessesAsync()).ReportAsync(One, CancellationToken.None);

        var known = await (await ProcessesAsync()).ReportAsync(Other, CancellationToken.None);

        Assert.That(known.Select(entry => entry.Process), Is.EquivalentTo(new[] { One, Other }));
        Assert.That(known.Select(entry => entry.Age), Has.All.InRange(TimeSpan.Zero, TimeSpan.FromSeconds(30)));
    }

    [Test]
    public async Task A_further_report_replaces_the_one_before()
    {
        var processes = await ProcessesAsync();
        await processes.ReportAsync(One, CancellationToken.None);

        var known = await processes.ReportAsync(One with { Epoch = 42 }, CancellationToken.None);

        Assert.That(known.Single().Process.Epoch, Is.EqualTo(42));
    }

    [Test]
    public async Task A_process_that_has_left_is_forgotten()
    {
        var processes = await ProcessesAsync();
        await processes.ReportAsync(One, CancellationToken.None);
        await processes.LeaveAsync(One.Name, CancellationToken.None);

        Assert.That((await processes.ReportAsync(Other, CancellationToken.None)).Select(entry => entry.Process), Is.EqualTo(new[] { Other }));
    }

    [Test]
    public async Task Another_site_knows_none_of_it()
    {
        await (await ProcessesAsync()).ReportAsync(One, CancellationToken.None);
        await (await HistoryAsync()).KeepAsync([Sample(0)], CancellationToken.None);
        var (processes, history) = await OpenAsync("two");

        Assert.That((await processes.ReportAsync(Other, CancellationToken.None)).Select(entry => entry.Process), Is.EqualTo(new[] { Other }));
        Assert.That(await history.ReadAsync(Now.AddDays(-1), CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task Samples_are_found_by_every_process_the_oldest_first()
    {
        var full = Sample(-1) with
        {
            Accepted = 5,
            Applied = 4,
            Replicated = 3,
            Depth = 2,
            OldestAgeSeconds = 1.5,
            ReplicaLagSeconds = 0.5,
            Free = new Dictionary<string, long> { ["control/journal"] = 1L << 40 },
        };
        await (await HistoryAsync()).KeepAsync([Sample(0), full, Sample(-2)], CancellationToken.None);

        var found = await (await HistoryAsync()).ReadAsync(Now.AddMinutes(-2), CancellationToken.None);

        Assert.That(found.Select(sample => sample.At), Is.EqualTo(new[] { Now.AddMinutes(-1), Now }), "after that moment");
        Assert.That(found[0].Free, Is.EqualTo(full.Free));
        Assert.That(found[0] with { Free = full.Free }, Is.EqualTo(full));
    }

    [Test]
    public async Task Of_each_minute_the_first_sample_is_kept()
    {
        var history = await HistoryAsync();
        await history.KeepAsync([Sample(0) with { Depth = 1 }], CancellationToken.None);
        await history.KeepAsync([Sample(0) with { Depth = 2 }], CancellationToken.None);

        var found = await history.ReadAsync(Now.AddMinutes(-1), CancellationToken.None);

        Assert.That(found.Select(sample => sample.Depth), Is.EqualTo(new long?[] { 1 }));
    }

    [Test]
    public async Task What_is_older_than_seven_days_is_forgotten()
    {
        var history = await HistoryAsync();
        await history.KeepAsync([.. Enumerable.Range(0, 1_200).Select(minute => Sample(-minute))], CancellationToken.None);
        Time.Advance(HistorySample.Retention - TimeSpan.FromMinutes(100));
        var then = Now;
        await history.KeepAsync([Sample(0)], CancellationToken.None);
        await history.KeepAsync([Sample(0)], CancellationToken.None);

        var found = await history.ReadAsync(DateTimeOffset.UnixEpoch, CancellationToken.None);

        Assert.That(found[0].At, Is.EqualTo(then - HistorySample.Retention).Within(TimeSpan.FromMinutes(1)));
        Assert.That(found, Has.Count.EqualTo(101).Within(1));
    }

    [Test]
    public void What_is_unavailable_says_so()
    {
        var (processes, history) = OpenUnavailable();

        Assert.That(() => processes.ReportAsync(One, CancellationToken.None), Throws.TypeOf<SharedRecordsUnavailableException>());
        Assert.That(() => history.KeepAsync([Sample(0)], CancellationToken.None), Throws.TypeOf<SharedRecordsUnavailableException>());
        Assert.That(() => history.ReadAsync(Now, CancellationToken.None), Throws.TypeOf<SharedRecordsUnavailableException>());
    }

    private HistorySample Sample(int minute) => new() { At = Now.AddMinutes(minute) };

    private async Task<IProcessRegistry> ProcessesAsync() => (await OpenAsync("one")).Processes;

    private async Task<IHistoryStore> HistoryAsync() => (await OpenAsync("one")).History;
}
