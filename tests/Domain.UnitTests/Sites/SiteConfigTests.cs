using CcatOps.Domain.Sites;

namespace CcatOps.Domain.UnitTests.Sites;

internal sealed class SiteConfigTests
{
    private static readonly SiteConfig main = new()
    {
        SiteType = SiteType.Main,
        MainDatabase = new() { Host = "main" },
        LocalDatabase = new() { Host = "local" },
    };

    [TestCase(SiteType.Main, DatabaseOperation.Read, "main")]
    [TestCase(SiteType.Main, DatabaseOperation.Write, "main")]
    [TestCase(SiteType.Secondary, DatabaseOperation.Read, "local")]
    [TestCase(SiteType.Secondary, DatabaseOperation.Write, "main")]
    public void Database_follows_from_site_and_operation(SiteType site, DatabaseOperation operation, string host) =>
        Assert.That((main with { SiteType = site }).Database(operation).Host, Is.EqualTo(host));

    [Test]
    public void Database_of_an_operation_that_is_not_named_is_the_one_for_reads() =>
        Assert.That((main with { SiteType = SiteType.Secondary }).Database().Host, Is.EqualTo("local"));

    [Test]
    public void Defaults_are_those_of_the_specification()
    {
        var site = new SiteConfig();

        Assert.That((site.SiteName, site.IsMainSite, site.IsSecondarySite, site.CriticalOperationsBuffer),
            Is.EqualTo(("institute", true, false, true)));
        Assert.That(site.MainDatabase.Url, Is.EqualTo("postgresql://ccat_ops_user:ccat_ops_password@localhost:5432/ccat_ops_db"));
        Assert.That(site.LocalDatabase, Is.EqualTo(site.MainDatabase));
        Assert.That(site.Redis.ToString(), Is.EqualTo("redis://localhost:6379/0"));
        Assert.That(site.TransactionBuffering, Is.EqualTo(new TransactionBufferingConfig
        {
            BufferSize = 1000,
            RetryAttempts = 3,
            RetryDelay = TimeSpan.FromSeconds(5),
            BackgroundProcessingInterval = TimeSpan.FromSeconds(1),
        }));
        Assert.That(site.LsnTracking, Is.EqualTo(new LsnTrackingConfig
        {
            Enabled = true,
            CheckInterval = TimeSpan.FromMilliseconds(100),
            Timeout = TimeSpan.FromSeconds(30),
        }));
    }

    [Test]
    public void Url_escapes_what_a_url_cannot_hold() =>
        Assert.That(new DatabaseConfig { User = "a@b", Password = "p/w:d@#", Name = "n m" }.Url,
            Is.EqualTo("postgresql://a%40b:p%2Fw%3Ad%40%23@localhost:5432/n%20m"));

    [Test]
    public void Printing_masks_every_password()
    {
        const string canary = "c4n4ry";
        var site = main with
        {
            MainDatabase = new() { Password = canary },
            LocalDatabase = new() { Password = canary },
            Redis = new() { Password = canary },
        };

        Assert.That(site.ToString(), Does.Not.Contain(canary));
        Assert.That(site.MainDatabase.ToString(), Is.EqualTo("postgresql://ccat_ops_user:***@localhost:5432/ccat_ops_db"));
        Assert.That(site.Redis.ToString(), Is.EqualTo("redis://:***@localhost:6379/0"));
    }

    [Test]
    public void Printing_authentication_masks_its_secrets()
    {
        var text = new AuthenticationConfig { SecretKey = "c4n4ry", GithubClientSecret = "c4n4ry", GithubClientId = "id" }.ToString();

        Assert.That(text, Does.Not.Contain("c4n4ry").And.Contain("secret_key = ***").And.Contain("github_client_id = id"));
    }
}
