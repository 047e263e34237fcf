namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class WrongValueTests
{
    private SourceFiles sources = null!;

    [SetUp]
    public void MakeSources() => sources = new();

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [TestCase("SITE_NAME", "Observatory", "is not a site name")]
    [TestCase("SITE_NAME", "with space", "is not a site name")]
    [TestCase("SITE_NAME", "a:b", "is not a site name")]
    [TestCase("SITE_NAME", "a234567890123456789012345678901234567890123456789012345678901234x", "is not a site name")]
    [TestCase("SITE_TYPE", "primary", "is not a known value")]
    [TestCase("CRITICAL_OPERATIONS_BUFFER", "ja", "is not a known value")]
    [TestCase("LSN_TRACKING_ENABLED", "2", "is not a known value")]
    [TestCase("BUFFER_DURABILITY", "strict", "is not a known value")]
    [TestCase("BUFFER_TYPE", "memory", "is not a known value")]
    [TestCase("MAIN_DB_TYPE", "mysql", "is not a known value")]
    [TestCase("LOCAL_DB_TYPE", "mysql", "is not a known value")]
    [TestCase("BUFFER_PATH", "a\nb", "holds control characters")]
    [TestCase("MAIN_DB_HOST", "postgresql://db", "is not a host")]
    [TestCase("LOCAL_DB_HOST", "db:5432", "is not a host")]
    [TestCase("LOCAL_DB_HOST", "one,two", "is not a host")]
    [TestCase("REDIS_HOST", "two words", "is not a host")]
    [TestCase("REDIS_HOST", "redis://one", "is not a host")]
    [TestCase("REDIS_HOST", "one:", "is not a host")]
    [TestCase("REDIS_HOST", "one:six", "is not a host")]
    [TestCase("REDIS_HOST", "one:0", "has a port that is not from 1 to 65535")]
    [TestCase("MAIN_DB_HOST", ",", "its entry 1 is empty")]
    [TestCase("MAIN_DB_HOST", "one,,three", "its entry 2 is empty")]
    [TestCase("MAIN_DB_HOST", "one,two,", "its entry 3 is empty")]
    [TestCase("MAIN_DB_HOST", "one,two three", "its entry 2 is not a host")]
    [TestCase("MAIN_DB_HOST", "one,::1:x:y", "its entry 2 is not a host")]
    [TestCase("MAIN_DB_HOST", "one:5432,two:65536", "its entry 2 has a port that is not from 1 to 65535")]
    [TestCase("MAIN_DB_HOST", "one:99999999999999999999", "has a port that is not from 1 to 65535")]
    [TestCase("REDIS_SENTINEL_SERVICE", "a\tb", "holds control characters")]
    [TestCase("MAIN_DB_PORT", "postgres", "is not a number")]
    [TestCase("MAIN_DB_PORT", "0", "is out of range")]
    [TestCase("LOCAL_DB_PORT", "65536", "is out of range")]
    [TestCase("REDIS_PORT", "63.79", "is not a whole number")]
    [TestCase("REDIS_PORT", "99999999999999999999999", "is out of range")]
    [TestCase("REDIS_DB", "-1", "is out of range")]
    [TestCase("MAIN_DB_USER", "a\tb", "holds control characters")]
    [TestCase("LOCAL_DB_NAME", "a\nb", "holds control characters")]
    [TestCase("TRANSACTION_BUFFER_SIZE", "0", "is out of range")]
    [TestCase("TRANSACTION_BUFFER_SIZE", "3000000000", "is out of range")]
    [TestCase("TRANSACTION_BUFFER_SIZE", "1,000", "is not a number")]
    [TestCase("TRANSACTION_RETRY_ATTEMPTS", "0", "is out of range")]
    [TestCase("TRANSACTION_RETRY_ATTEMPTS", "three", "is not a number")]
    [TestCase("TRANSACTION_RETRY_DELAY", "5s", "is not a number")]
    [TestCase("TRANSACTION_RETRY_DELAY", "0", "is out of range")]
    [TestCase("TRANSACTION_RETRY_DELAY", "-5", "is out of range")]
    [TestCase("BACKGROUND_PROCESSING_INTERVAL", "NaN", "is not a number")]
    [TestCase("BACKGROUND_PROCESSING_INTERVAL", "1,5", "is not a number")]
    [TestCase("LSN_CHECK_INTERVAL", "0.0001", "is out of range")]
    [TestCase("LSN_TIMEOUT", "Infinity", "is not a number")]
    [TestCase("LSN_TIMEOUT", "1e300", "is out of range")]
    [TestCase("MAIN_API_URL", "main.example.com", "is not a usable URL")]
    [TestCase("MAIN_API_URL", "ftp://main.example.com", "is not a usable URL")]
    [TestCase("MAIN_API_URL", "/api", "is not a usable URL")]
    [TestCase("FRONTEND_URL", "localhost:8080", "is not a usable URL")]
    [TestCase("BACKEND_URL", "http://", "is not a usable URL")]
    [TestCase("GITHUB_TEAM_ROLE_MAPPING", "admin", "is not a JSON object of texts")]
    [TestCase("GITHUB_TEAM_ROLE_MAPPING", "[]", "is not a JSON object of texts")]
    [TestCase("GITHUB_TEAM_ROLE_MAPPING", """{"a/b": 1}""", "is not a JSON object of texts")]
    [TestCase("GITHUB_TEAM_ROLE_MAPPING", """{"team": "admin"}""", "has a key that is not organisation/team, or an empty role")]
    [TestCase("GITHUB_TEAM_ROLE_MAPPING", """{"a/b": ""}""", "has a key that is not organisation/team, or an empty role")]
    [TestCase("GITHUB_TEAM_ROLE_MAPPING", """{"a/b": "root"}""", "names a role that does not exist")]
    [TestCase("GITHUB_ORG_NAME", "a\nb", "holds control characters")]
    public void Wrong_value_is_named_with_its_problem_and_a_remedy(string name, string value, string problem)
    {
        var fault = sources.Set(name, value).Fault();

        Assert.That((fault.Setting, fault.Value, fault.Source, fault.Problem),
            Is.EqualTo((name, value.Replace('\n', '?').Replace('\t', '?'), "environment variable", problem)));
        Assert.That(fault.Remedy, Does.StartWith("Use "));
    }

    [TestCase("SITE_TYPE", "Use one of: main, secondary")]
    [TestCase("BUFFER_DURABILITY", "Use one of: required, relaxed")]
    [TestCase("LSN_TRACKING_ENABLED", "Use one of: true, false, 1, 0, yes, no, on, off")]
    [TestCase("MAIN_DB_TYPE", "Use one of: postgresql, sqlite")]
    [TestCase("REDIS_PORT", "Use a whole number from 1 to 65535")]
    [TestCase("REDIS_DB", "Use a whole number, 0 or more")]
    [TestCase("LSN_TIMEOUT", "Use a number of seconds from 0.001 to 86400")]
    [TestCase("SITE_NAME", "Use 1 to 64 characters of a-z 0-9 - _")]
    public void Remedy_lists_what_is_valid(string name, string remedy) =>
        Assert.That(sources.Set(name, "NO!").Fault().Remedy, Is.EqualTo(remedy));

    [TestCase("true", true)]
    [TestCase("TRUE", true)]
    [TestCase("1", true)]
    [TestCase("Yes", true)]
    [TestCase("on", true)]
    [TestCase("false", false)]
    [TestCase("0", false)]
    [TestCase("no", false)]
    [TestCase("OFF", false)]
    public void Booleans_have_eight_words(string text, bool value) =>
        Assert.That(sources.Set("LSN_TRACKING_ENABLED", text).Settings().Site.LsnTracking.Enabled, Is.EqualTo(value));

    [Test]
    public void All_faults_are_told_at_once()
    {
        sources.Set("SITE_TYPE", "primary").Set("REDIS_PORT", "0").DotEnv("MAIN_DB_PORT=x\nthis is no assignment")
            .Toml("[default]\nsite_nam = 'a'\nlsn_timeout = 'y'");

        var faults = sources.Faults(isDevelopment: false);

        Assert.That(string.Join(' ', faults.Select(fault => fault.Setting)),
            Is.EqualTo(".env site_nam SITE_TYPE MAIN_DB_PORT REDIS_PORT LSN_TIMEOUT"));
        Assert.That(sources.Load(isDevelopment: false).ToString(), Does.StartWith("The settings have 6 faults:\n  - .env ("));
    }

    [Test]
    public void Overridden_value_is_not_judged() =>
        Assert.That(sources.Set("REDIS_PORT", "1").DotEnv("REDIS_PORT=x").Settings().Site.Redis.Port, Is.EqualTo(1));

    [Test]
    public void Fault_reads_as_one_line() =>
        Assert.That(sources.Set("SITE_TYPE", "primary").Fault().ToString(),
            Is.EqualTo("SITE_TYPE = primary (environment variable): is not a known value. Use one of: main, secondary."));
}
