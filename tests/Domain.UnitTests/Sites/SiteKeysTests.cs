using CcatOps.Domain.Sites;

namespace CcatOps.Domain.UnitTests.Sites;

internal sealed class SiteKeysTests
{
    private static readonly SiteKeys keys = new SiteConfig { SiteName = "observatory" }.Keys;

    private static IEnumerable<TestCaseData> PrintedKeys =>
    [
        new(keys.TransactionBuffer, "site:observatory:transaction_buffer"),
        new(keys.FailedTransactions, "site:observatory:failed_transactions"),
        new(keys.Transaction("abc-123-def"), "site:observatory:transaction:abc-123-def"),
        new(keys.Cache("observation_summary:456"), "site:observatory:cache:observation_summary:456"),
    ];

    [TestCaseSource(nameof(PrintedKeys))]
    public void Keys_of_the_specification_are_spelt_as_there(string key, string printed) => Assert.That(key, Is.EqualTo(printed));

    [Test]
    public void Prefix_is_the_site() => Assert.That(keys.Prefix, Is.EqualTo("site:observatory"));

    [Test]
    public void Every_key_begins_with_the_site_and_no_two_are_the_same()
    {
        var texts = typeof(SiteKeys).GetProperties()
            .Where(property => property.PropertyType == typeof(string) && property.Name is not ("SiteName" or "Prefix"))
            .Select(property => (string)property.GetValue(keys)!)
            .Concat([keys.Transaction("x"), keys.Claim("x"), keys.Cache("x")])
            .ToList();

        Assert.That(texts, Is.All.StartsWith("site:observatory:"));
        Assert.That(texts, Is.Unique);
    }
}
