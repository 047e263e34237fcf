using CcatOps.Domain.Sites;

namespace CcatOps.Domain.UnitTests.Sites;

public sealed class TopologyTests
{
    private static readonly DatabaseFacts Main = new("1/ccat", InRecovery: false, IsWritable: true);

    [TestCase("UTF8", false)]
    [TestCase("SQL_ASCII", true)]
    [TestCase("LATIN1", true)]
    [TestCase("EUC_JP", true)]
    public void A_main_database_holds_UTF8(string encoding, bool refused)
    {
        var main = Main with { Encoding = encoding };
        foreach (var site in new[] { SiteType.Main, SiteType.Secondary })
            Assert.That(Topology.FindMisconfiguration(site, main, main) is { } fault && fault.Contains(encoding, StringComparison.Ordinal), Is.EqualTo(refused));
    }

    [Test]
    public void A_main_database_that_cannot_be_reached_contradicts_nothing() =>
        Assert.That(Topology.FindMisconfiguration(SiteType.Main, null, null), Is.Null);
}
