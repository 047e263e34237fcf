using CcatOps.Domain.Sites;

namespace CcatOps.Domain.UnitTests.Sites;

internal sealed class RoutingRulesTests
{
    [TestCase(SiteType.Main, OperationType.Critical, true, WriteRoute.Direct)]
    [TestCase(SiteType.Main, OperationType.Critical, false, WriteRoute.Direct)]
    [TestCase(SiteType.Main, OperationType.NonCritical, true, WriteRoute.Direct)]
    [TestCase(SiteType.Main, OperationType.NonCritical, false, WriteRoute.Direct)]
    [TestCase(SiteType.Secondary, OperationType.Critical, true, WriteRoute.Buffer)]
    [TestCase(SiteType.Secondary, OperationType.Critical, false, WriteRoute.Direct)]
    [TestCase(SiteType.Secondary, OperationType.NonCritical, true, WriteRoute.Direct)]
    [TestCase(SiteType.Secondary, OperationType.NonCritical, false, WriteRoute.Direct)]
    public void Only_a_critical_operation_of_a_buffering_secondary_site_is_buffered(
        SiteType site, OperationType operation, bool criticalOperationsBuffer, WriteRoute expected)
    {
        var config = new SiteConfig { SiteType = site, CriticalOperationsBuffer = criticalOperationsBuffer };

        Assert.That(RoutingRules.Route(site, operation, criticalOperationsBuffer), Is.EqualTo(expected));
        Assert.That(config.ShouldBuffer(operation), Is.EqualTo(expected == WriteRoute.Buffer));
    }

    [TestCase(SiteType.Main, true, false)]
    [TestCase(SiteType.Main, false, false)]
    [TestCase(SiteType.Secondary, true, true)]
    [TestCase(SiteType.Secondary, false, false)]
    public void Site_buffers_when_its_critical_operations_do(SiteType site, bool criticalOperationsBuffer, bool expected) =>
        Assert.That(new SiteConfig { SiteType = site, CriticalOperationsBuffer = criticalOperationsBuffer }.Buffers, Is.EqualTo(expected));
}
