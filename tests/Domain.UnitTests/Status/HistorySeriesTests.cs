using CcatOps.Domain.Status;

namespace CcatOps.Domain.UnitTests.Status;

internal sealed class HistorySeriesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Test]
    public void Each_step_has_its_time_also_where_nothing_is_known()
    {
        var series = HistorySeries.Of([], Start, Start.AddMinutes(3), Minute);

        Assert.That(series.At, Is.EqualTo(new[] { Start, Start.AddMinutes(1), Start.AddMinutes(2) }));
        Assert.That(series.Depth, Is.EqualTo(new long?[] { null, null, null }));
        Assert.That(series.Accepted, Is.EqualTo(new double?[] { null, null, null }));
    }

    [Test]
    public void Totals_become_rates_per_minute()
    {
        var series = Of(Sample(-1, accepted: 10, applied: 10), Sample(0, accepted: 16, applied: 10), Sample(1, accepted: 16, applied: 14));

        Assert.That(series.Accepted, Is.EqualTo(new double?[] { 6, 0, null, null }));
        Assert.That(series.Applied, Is.EqualTo(new double?[] { 0, 4, null, null }));
    }

    [Test]
    public void The_first_sample_of_all_has_no_rate() =>
        Assert.That(Of(Sample(0, accepted: 100), Sample(1, accepted: 101)).Accepted, Is.EqualTo(new double?[] { null, 1, null, null }));

    [Test]
    public void A_gap_is_unknown_and_what_came_in_it_is_spread_over_it() =>
        Assert.That(Of(Sample(0, accepted: 0), Sample(3, accepted: 9)).Accepted, Is.EqualTo(new double?[] { null, null, null, 3 }));

    [Test]
    public void A_buffer_that_was_made_anew_counts_from_zero() =>
        Assert.That(Of(Sample(0, accepted: 1_000), Sample(1, accepted: 4)).Accepted, Is.EqualTo(new double?[] { null, 4, null, null }));

    [Test]
    public void A_longer_step_shows_the_worst_of_its_minutes()
    {
        HistorySample[] samples = [Sample(0, depth: 3, age: 10, lag: 0.5), Sample(1, depth: 37, age: 240), Sample(2, depth: 1, age: 2, lag: 8)];

        var series = HistorySeries.Of(samples, Start, Start.AddMinutes(4), 2 * Minute);

        Assert.That(series.Depth, Is.EqualTo(new long?[] { 37, 1 }));
        Assert.That(series.OldestAgeSeconds, Is.EqualTo(new double?[] { 240, 2 }));
        Assert.That(series.ReplicaLagSeconds, Is.EqualTo(new double?[] { 0.5, 8 }));
    }

    [Test]
    public void A_longer_step_has_the_rate_over_all_its_minutes()
    {
        HistorySample[] samples = [Sample(-1, accepted: 0), Sample(0, accepted: 10), Sample(1, accepted: 12), Sample(3, accepted: 22)];

        Assert.That(HistorySeries.Of(samples, Start, Start.AddMinutes(4), 2 * Minute).Accepted, Is.EqualTo(new double?[] { 6, 5 }));
    }

    [TestCase(1, 1)]
    [TestCase(24, 1)]
    [TestCase(168, 6)]
    [TestCase(744, 23)]
    public void The_finest_step_gives_no_more_points_than_are_allowed(int hours, int minutes)
    {
        var step = HistorySeries.FinestStep(TimeSpan.FromHours(hours));

        Assert.That(step, Is.EqualTo(TimeSpan.FromMinutes(minutes)));
        Assert.That(TimeSpan.FromHours(hours) / step, Is.LessThanOrEqualTo(HistorySeries.MostPoints));
    }

    [Test]
    public void Growth_survives_resets_and_what_is_unknown()
    {
        HistorySample[] samples = [Sample(0, accepted: 5), Sample(1), Sample(2, accepted: 8), Sample(3, accepted: 2)];

        Assert.That(HistorySeries.Growth(samples, sample => sample.Accepted), Is.EqualTo(5));
        Assert.That(HistorySeries.Growth(samples, sample => sample.Applied), Is.Null);
    }

    [TestCase(1_000, 900, 24, 9.0)]
    [TestCase(1_000, 999, 0.5, null)]
    [TestCase(1_000, 1_000, 24, null)]
    [TestCase(900, 1_000, 24, null)]
    [TestCase(100_000_000, 99_999_999, 24, null)]
    public void A_disk_fills_as_it_did(long before, long now, double hours, double? days) =>
        Assert.That(DiskForecast.DaysUntilFull(before, now, TimeSpan.FromHours(hours)), Is.EqualTo(days));

    private static HistorySeries Of(params HistorySample[] samples) => HistorySeries.Of(samples, Start, Start.AddMinutes(4), Minute);

    private static HistorySample Sample(
        int minute, long? accepted = null, long? applied = null, long? depth = null, double? age = null, double? lag = null) => new()
        {
            At = Start.AddMinutes(minute),
            Accepted = accepted,
            Applied = applied,
            Depth = depth,
            OldestAgeSeconds = age,
            ReplicaLagSeconds = lag,
        };
}
