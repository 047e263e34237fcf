using CcatOps.Domain.Replication;

namespace CcatOps.Domain.UnitTests.Replication;

public sealed class ConfirmationRulesTests
{
    private static readonly Lsn Committed = Lsn.Parse("0/10000000");
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [TestCase("0/9FFFFF8", false)]
    [TestCase("0/10000000", true)]
    [TestCase("0/10000001", true)]
    public void The_marker_is_looked_for_once_the_replica_has_replayed_the_commit(string replayed, bool looks) =>
        Assert.That(ConfirmationRules.IsWorthLooking(Committed, Lsn.Parse(replayed), TimeSpan.Zero, Timeout), Is.EqualTo(looks));

    [Test]
    public void Without_tracking_the_marker_is_always_looked_for() =>
        Assert.That(ConfirmationRules.IsWorthLooking(Committed, null, TimeSpan.Zero, Timeout), Is.True);

    [TestCase(29.9, false)]
    [TestCase(30, true)]
    [TestCase(3600, true)]
    public void After_the_timeout_the_hint_is_no_longer_trusted(double waited, bool looks) =>
        Assert.That(
            ConfirmationRules.IsWorthLooking(Committed, Lsn.Parse("0/1"), TimeSpan.FromSeconds(waited), Timeout), Is.EqualTo(looks));
}
