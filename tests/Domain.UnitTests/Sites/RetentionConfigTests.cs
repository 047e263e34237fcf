using CcatOps.Domain.Sites;

namespace CcatOps.Domain.UnitTests.Sites;

public sealed class RetentionConfigTests
{
    [TestCase("2026-11-29T00:00:00Z", 1, "2026-11-28T00:00:00Z")]
    [TestCase("2026-11-29T23:59:59Z", 1, "2026-11-28T00:00:00Z")]
    [TestCase("2026-11-29T01:00:00+03:00", 30, "2026-10-29T00:00:00Z")]
    public void Whole_days_in_UTC_are_rolled_up(string now, int days, string before) =>
        Assert.That(RetentionConfig.Before(DateTimeOffset.Parse(now, null), days), Is.EqualTo(DateTimeOffset.Parse(before, null)));

    [Test]
    public void Without_a_retention_nothing_is() => Assert.That(RetentionConfig.Before(DateTimeOffset.UnixEpoch, 0), Is.Null);
}
