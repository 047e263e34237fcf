using CcatOps.Domain.Writes;

namespace CcatOps.Domain.UnitTests.Writes;

public sealed class ReadRetryTests
{
    [TestCase("40001", 1, 50)]
    [TestCase("40001", 2, 100)]
    [TestCase("40001", 5, 800)]
    [TestCase("40001", 6, null)]
    [TestCase("40P01", 1, 50)]
    [TestCase("57014", 1, 50)]
    [TestCase("57P01", 5, 800)]
    [TestCase(null, 1, 0)]
    [TestCase(null, 2, null)]
    [TestCase("57P03", 1, 0)]
    [TestCase("57P03", 2, null)]
    [TestCase("55P03", 1, 0)]
    [TestCase("25P02", 1, 0)]
    [TestCase("25P02", 2, null)]
    [TestCase("42P01", 1, null)]
    [TestCase("42883", 1, null)]
    public void A_read_is_repeated_for_as_long_as_that_may_help(string? sqlState, int attempts, int? milliseconds) =>
        Assert.That(ReadRetry.DelayAfter(new Failure(sqlState, "canceled"), attempts)?.TotalMilliseconds, Is.EqualTo(milliseconds));
}
