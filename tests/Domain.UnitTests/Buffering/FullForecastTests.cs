using CcatOps.Domain.Buffering;

namespace CcatOps.Domain.UnitTests.Buffering;

public sealed class FullForecastTests
{
    [TestCase(800, 1_000, 1.0, 0.0, ExpectedResult = 200)]
    [TestCase(800, 1_000, 3.0, 1.0, ExpectedResult = 100)]
    [TestCase(1_000, 1_000, 1.0, 0.0, ExpectedResult = 0)]
    [TestCase(1_050, 1_000, 0.0, 5.0, ExpectedResult = 0, Description = "a finish has used the reserve")]
    [TestCase(800, 1_000, 1.0, 1.0, ExpectedResult = null)]
    [TestCase(800, 1_000, 1.0, 2.0, ExpectedResult = null)]
    [TestCase(800, 1_000, 0.0, 0.0, ExpectedResult = null)]
    public double? It_is_full_when_what_comes_beyond_what_goes_has_taken_the_room(
        long waiting, int bufferSize, double accepted, double applied) =>
        FullForecast.SecondsUntilFull(waiting, bufferSize, accepted, applied);

    [TestCase(7_800, ExpectedResult = "full in about 2 h 10 min at the present rate")]
    [TestCase(7_200, ExpectedResult = "full in about 2 h at the present rate")]
    [TestCase(3_599, ExpectedResult = "full in about 1 h at the present rate")]
    [TestCase(60, ExpectedResult = "full in about 1 min at the present rate")]
    [TestCase(59, ExpectedResult = "full in less than a minute at the present rate")]
    [TestCase(93_600, ExpectedResult = "full in about 1 d 2 h at the present rate")]
    [TestCase(172_800, ExpectedResult = "full in about 2 d at the present rate")]
    [TestCase(0, ExpectedResult = "full")]
    [TestCase(null, ExpectedResult = "not filling at the present rate")]
    public string It_is_said_in_words(double? seconds) => FullForecast.InWords(seconds);

    [Test]
    public void A_very_slow_filling_can_be_said() => Assert.That(FullForecast.InWords(1e300), Does.StartWith("full in about 1157 d"));
}
