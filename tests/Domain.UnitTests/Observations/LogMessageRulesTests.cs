using CcatOps.Domain.Observations;

namespace CcatOps.Domain.UnitTests.Observations;

internal sealed class LogMessageRulesTests
{
    [TestCase(0, null, null, "")]
    [TestCase(0, 600.0, TimeLostType.Weather, "")]
    [TestCase(-1, null, null, "EndTime")]
    [TestCase(1, 600.0, null, "TimeLostType")]
    [TestCase(1, null, TimeLostType.Fault, "TimeLostSeconds")]
    [TestCase(-1, 600.0, null, "EndTime TimeLostType")]
    public void Fields_agree(int lasts, double? lost, TimeLostType? type, string misfits)
    {
        var begin = DateTimeOffset.UnixEpoch;

        Assert.That(
            LogMessageRules.Misfits(begin, begin.AddSeconds(lasts), lost, type).Select(misfit => misfit.Property),
            Is.EqualTo(misfits.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Test]
    public void A_message_needs_no_end() => Assert.That(LogMessageRules.Misfits(DateTimeOffset.UnixEpoch, null, null, null), Is.Empty);
}
