using CcatOps.Domain.Sites;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

/// <summary>The examples of the specification ("Site Configuration"), as printed there.</summary>
internal sealed class SpecificationExamplesTests
{
    private const string exampleDotEnv = """
        # Site Identity
        SITE_NAME=observatory
        SITE_TYPE=secondary # "main" or "secondary"
        # Main Database (for writes)
        MAIN_DB_TYPE=postgresql
        MAIN_DB_HOST=main-db.example.com
        MAIN_DB_PORT=5432
        MAIN_DB_USER=ccat_ops_user
        MAIN_DB_PASSWORD=secure_password
        MAIN_DB_NAME=ccat_ops_db
        # Local Database (for reads)
        LOCAL_DB_TYPE=postgresql
        LOCAL_DB_HOST=localhost
        LOCAL_DB_PORT=5432
        LOCAL_DB_USER=ccat_ops_user
        LOCAL_DB_PASSWORD=secure_password
        LOCAL_DB_NAME=ccat_ops_db
        # Redis Configuration
        REDIS_HOST=localhost
        REDIS_PORT=6379
        REDIS_DB=0
        REDIS_PASSWORD=
        # Transaction Buffering
        CRITICAL_OPERATIONS_BUFFER=true
        TRANSACTION_BUFFER_SIZE=1000
        TRANSACTION_RETRY_ATTEMPTS=3
        TRANSACTION_RETRY_DELAY=5
        BACKGROUND_PROCESSING_INTERVAL=1.0
        # LSN Tracking
        LSN_TRACKING_ENABLED=true
        LSN_CHECK_INTERVAL=0.1
        LSN_TIMEOUT=30
        # Authentication
        SECRET_KEY=your-secret-key-change-in-production
        GITHUB_CLIENT_ID=your-github-oauth-client-id
        GITHUB_CLIENT_SECRET=your-github-oauth-client-secret
        """;

    private const string exampleToml = """
        [default]
        site_name = "institute"
        site_type = "main"
        [default.database]
        main_db_host = "localhost"
        main_db_port = 5432
        local_db_host = "localhost"
        local_db_port = 5432
        [default.redis]
        host = "localhost"
        port = 6379
        [default.transaction_buffering]
        buffer_size = 1000
        retry_attempts = 3
        retry_delay = 5
        background_processing_interval = 1.0
        """;

    private SourceFiles sources = null!;

    [SetUp]
    public void MakeSources() => sources = new();

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [Test]
    public void Example_dotenv_loads_to_what_it_shows()
    {
        var settings = sources.DotEnv(exampleDotEnv).Settings();

        var database = new DatabaseConfig { Password = "secure_password" };
        Assert.That(settings.Site, Is.EqualTo(new SiteConfig
        {
            SiteName = "observatory",
            SiteType = SiteType.Secondary,
            MainDatabase = database with { Host = "main-db.example.com" },
            LocalDatabase = database,
            Redis = new() { BodyKey = "your-secret-key-change-in-production" },
        }));
        Assert.That(
            (settings.Authentication.SecretKey, settings.Authentication.GithubClientId, settings.Authentication.GithubClientSecret),
            Is.EqualTo(("your-secret-key-change-in-production", "your-github-oauth-client-id", "your-github-oauth-client-secret")));
    }

    [Test]
    public void Example_dotenv_is_refused_outside_development_for_its_secret_key_only() =>
        Assert.That(sources.DotEnv(exampleDotEnv).Fault(isDevelopment: false).Setting, Is.EqualTo("SECRET_KEY"));

    [Test]
    public void Example_toml_loads_to_the_defaults() =>
        Assert.That(sources.Toml(exampleToml).Settings().Site, Is.EqualTo(new SiteConfig()));

    [Test]
    public void Example_dotenv_lies_over_the_example_toml() =>
        Assert.That(sources.DotEnv(exampleDotEnv).Toml(exampleToml).Settings().Site.SiteName, Is.EqualTo("observatory"));

    [Test]
    public void Main_site_of_cologne() =>
        AssertSetUp("""
            SITE_NAME=cologne
            SITE_TYPE=main
            MAIN_DB_HOST=localhost # Local database
            LOCAL_DB_HOST=localhost # Same as main
            """, new() { SiteName = "cologne" });

    [Test]
    public void Secondary_site_of_the_observatory() =>
        AssertSetUp("""
            SITE_NAME=observatory
            SITE_TYPE=secondary
            MAIN_DB_HOST=main-db.example.com # Remote main database
            LOCAL_DB_HOST=localhost # Local read-only replica
            """, Secondary("main-db.example.com") with { SiteName = "observatory" });

    [Test]
    public void Single_database() =>
        AssertSetUp("""
            SITE_TYPE=main
            MAIN_DB_HOST=localhost
            LOCAL_DB_HOST=localhost
            REDIS_HOST=localhost
            """, new());

    [Test]
    public void Simulated_observatory() =>
        AssertSetUp("""
            SITE_TYPE=secondary
            MAIN_DB_HOST=localhost # Pretend it's remote
            LOCAL_DB_HOST=localhost # Pretend it's replica
            REDIS_HOST=localhost
            CRITICAL_OPERATIONS_BUFFER=true
            """, Secondary("localhost"));

    [Test]
    public void Production_main() =>
        AssertSetUp("""
            SITE_TYPE=main
            MAIN_DB_HOST=localhost
            LOCAL_DB_HOST=localhost
            REDIS_HOST=redis.internal
            CRITICAL_OPERATIONS_BUFFER=false
            """, new() { CriticalOperationsBuffer = false, Redis = new() { Host = "redis.internal" } });

    [Test]
    public void Production_observatory() =>
        AssertSetUp("""
            SITE_TYPE=secondary
            MAIN_DB_HOST=db.cologne.example.com
            LOCAL_DB_HOST=localhost
            REDIS_HOST=localhost
            CRITICAL_OPERATIONS_BUFFER=true
            LSN_TRACKING_ENABLED=true
            """, Secondary("db.cologne.example.com"));

    private void AssertSetUp(string dotEnv, SiteConfig expected)
    {
        sources.DotEnv(dotEnv);
        Assert.That(sources.Settings().Site, Is.EqualTo(expected));

        var key = new string('k', 32);
        sources.Set("SECRET_KEY", key);
        expected = expected with { Redis = expected.Redis with { BodyKey = key } };
        var inProduction = expected.IsSecondarySite
            ? expected with
            {
                BufferDurability = BufferDurability.Required,
                MainDatabase = expected.MainDatabase with
                {
                    Tls = expected.MainDatabase.Host == "localhost" ? DatabaseTls.Prefer : DatabaseTls.Require,
                },
                TransactionBuffering = expected.TransactionBuffering with { JournalPath = "data/journal" },
            }
            : expected;
        Assert.That(sources.Settings(isDevelopment: false).Site, Is.EqualTo(inProduction));
    }

    private static SiteConfig Secondary(string mainHost) =>
        new() { SiteType = SiteType.Secondary, MainDatabase = new() { Host = mainHost } };
}
