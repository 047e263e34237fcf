using CcatOps.Application.Features.Status;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Status;
using Moq;
using static CcatOps.Application.UnitTests.Sample;

namespace CcatOps.Application.UnitTests.Features.Status;

internal sealed class GetHistoryTests
{
    private UseCases site = null!;

    [SetUp]
    public void Compose() => site = new UseCases(Secondary);

    [TearDown]
    public ValueTask Dispose_of_it() => site.DisposeAsync();

    [Test]
    public async Task Without_parameters_it_is_the_last_day_minute_by_minute()
    {
        var minute = HistorySample.MinuteOf(Now);
        site.History.Setup(store => store.ReadAsync(It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>())).ReturnsAsync(
            [new() { At = minute.AddMinutes(-2), Accepted = 4, Depth = 9 }, new() { At = minute.AddMinutes(-1), Accepted = 10, Depth = 3 }]);
        await site.UseAsync<SiteHistory>(history => history.SampleAsync(CancellationToken.None));

        var view = await site.SendAsync(new GetHistory(null, null, null));

        Assert.That((view.At.Count, view.StepSeconds, view.To - view.From), Is.EqualTo((1_440, 60, TimeSpan.FromDays(1))));
        Assert.That(view.At[^1], Is.EqualTo(minute.ToUnixTimeSeconds()));
        Assert.That(view.Accepted.TakeLast(3), Is.EqualTo(new double?[] { null, 6, 0 }));
        Assert.That(view.Depth.TakeLast(3), Is.EqualTo(new long?[] { 9, 3, 0 }));
    }

    [Test]
    public async Task A_week_has_a_step_that_gives_few_enough_points()
    {
        var view = await site.SendAsync(new GetHistory(Now.AddDays(-7), Now, null));

        Assert.That((view.StepSeconds, view.At.Count), Is.EqualTo((360, 1_680)));
    }

    [Test]
    public async Task The_beginning_of_time_has_no_day_before_it()
    {
        var view = await site.SendAsync(new GetHistory(null, DateTimeOffset.MinValue.AddHours(1), null));

        Assert.That((view.From, view.At.Count), Is.EqualTo((DateTimeOffset.MinValue, 60)));
    }

    [TestCase(1, 59, "step")]
    [TestCase(1, 86_401, "step")]
    [TestCase(7, 60, "step")]
    [TestCase(0, 60, "from")]
    [TestCase(-1, 60, "from")]
    [TestCase(32, 86_400, "from")]
    public async Task A_range_that_cannot_be_shown_is_refused(int days, int step, string field) => Assert.That(
        await site.FaultyFieldsAsync(new GetHistory(Now.AddDays(-days), Now, step)), Has.Member(field));
}
