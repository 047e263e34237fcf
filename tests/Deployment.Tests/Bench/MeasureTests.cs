using CcatOps.Bench.Measuring;

namespace CcatOps.Deployment.Tests.Bench;

internal sealed class MeasureTests
{
    [TestCase(new double[] { 7 }, 50, 7)]
    [TestCase(new double[] { 3, 1, 2 }, 50, 2)]
    [TestCase(new double[] { 4, 1, 3, 2 }, 50, 2.5)]
    [TestCase(new double[] { 1, 2, 3, 4, 5 }, 99, 4.96)]
    [TestCase(new double[] { 1, 2, 3, 4, 5 }, 0, 1)]
    [TestCase(new double[] { 1, 2, 3, 4, 5 }, 100, 5)]
    public void A_percentile_lies_between_its_neighbours(double[] values, double percent, double expected) =>
        Assert.That(Statistics.Percentile(values, percent), Is.EqualTo(expected).Within(1e-9));

    [Test]
    public void The_ratio_is_the_median_of_the_runs_ratios_and_not_the_ratio_of_the_medians()
    {
        var measure = new Measure("drain", "tx/s", [new(10, 1), new(40, 10), new(90, 10)], Goal.RatioAtLeast(9));

        Assert.That(measure.Ours, Is.EqualTo(40));
        Assert.That(measure.Against, Is.EqualTo(10));
        Assert.That(measure.Ratio, Is.EqualTo(9));
        Assert.That((measure.Lowest, measure.Highest), Is.EqualTo((4d, 10d)));
        Assert.That(measure.Reached, Is.True);
    }

    [Test]
    public void A_goal_of_our_own_figure_is_judged_by_it_and_the_spread_is_its_own()
    {
        var measure = new Measure("catch-up", "s", [new(9), new(11), new(12)], Goal.OursAtMost(10));

        Assert.That(measure.Ratio, Is.Null);
        Assert.That((measure.Lowest, measure.Highest), Is.EqualTo((9d, 12d)));
        Assert.That(measure.Reached, Is.False);
    }

    [Test]
    public void A_figure_without_a_goal_is_neither_reached_nor_missed() =>
        Assert.That(new Measure("rate", "1/s", [new(1, 2)], null).Reached, Is.Null);

    [Test]
    public void A_goal_says_what_it_asks_for()
    {
        Assert.That(Goal.RatioAtLeast(3_000).ToString(), Is.EqualTo("≥ 3,000 ×"));
        Assert.That(Goal.OursAtMost(1.5).ToString(), Is.EqualTo("≤ 1.5"));
    }
}
