using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Configuration;
using CcatOps.Infrastructure.Configuration.Files;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class SettingsRulesTests
{
    private SourceFiles sources = null!;

    [SetUp]
    public void MakeSources() => sources = new();

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [TestCase(null, "it is not set, and outside Development it must be")]
    [TestCase("", "it is not set, and outside Development it must be")]
    [TestCase("0123456789012345678901234567890", "it is shorter than 32 bytes")]
    [TestCase("your-secret-key-change-in-production", "it is the placeholder that the documentation prints")]
    [TestCase("your-secret-key-here", "it is the placeholder that the documentation prints")]
    public void Weak_secret_key_is_refused_outside_development_only(string? key, string problem)
    {
        if (key is not null)
            sources.Set("SECRET_KEY", key);

        Assert.That(sources.Settings(isDevelopment: true).Authentication.SecretKey, Is.EqualTo(key ?? ""));
        Assert.That(sources.Fault(isDevelopment: false).Problem, Is.EqualTo(problem));
    }

    [TestCase("01234567890123456789012345678901")]
    [TestCase("ééééééééééééééééé")]
    public void Secret_key_of_32_bytes_is_enough(string key) =>
        Assert.That(sources.Set("SECRET_KEY", key).Settings(isDevelopment: false).Authentication.SecretKey, Is.EqualTo(key));

    [TestCase("secondary", false, null, BufferDurability.Required)]
    [TestCase("secondary", true, null, BufferDurability.Relaxed)]
    [TestCase("main", false, null, BufferDurability.Relaxed)]
    [TestCase("main", true, null, BufferDurability.Relaxed)]
    [TestCase("secondary", false, "relaxed", BufferDurability.Relaxed)]
    [TestCase("main", true, "required", BufferDurability.Required)]
    public void Buffer_durability_follows_from_site_and_environment_unless_given(
        string siteType, bool isDevelopment, string? given, BufferDurability expected)
    {
        sources.Set("SITE_TYPE", siteType).Set("SECRET_KEY", new string('k', 32)).Set("BUFFER_DURABILITY", given ?? "");

        Assert.That(sources.Settings(isDevelopment).Site.BufferDurability, Is.EqualTo(expected));
    }

    [TestCase("secondary", false, "redis", null, "data/journal")]
    [TestCase("secondary", true, "redis", null, "")]
    [TestCase("secondary", false, "sqlite", null, "")]
    [TestCase("main", false, "redis", null, "")]
    [TestCase("secondary", false, "redis", "elsewhere", "elsewhere")]
    public void A_journal_is_kept_beside_the_redis_of_a_telescope_in_production_unless_given(
        string siteType, bool isDevelopment, string buffer, string? given, string expected)
    {
        sources.Set("SITE_TYPE", siteType).Set("SECRET_KEY", new string('k', 32)).Set("BUFFER_TYPE", buffer);
        if (given is not null)
            sources.Set("JOURNAL_PATH", given);

        Assert.That(sources.Settings(isDevelopment).Site.TransactionBuffering.JournalPath, Is.EqualTo(expected));
    }

    [TestCase("short", "is shorter than 32 bytes")]
    [TestCase("kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk,", "its entry 2 is empty")]
    public void A_buffer_key_is_as_long_as_a_secret_key(string value, string problem)
    {
        sources.Set("SECRET_KEY", new string('k', 32)).Set("BUFFER_KEY", value);
        var fault = sources.Fault(isDevelopment: false);
        Assert.That((fault.Setting, fault.Problem), Is.EqualTo(("BUFFER_KEY", problem.StartsWith("its", StringComparison.Ordinal) ? problem : $"it {problem}")));
    }

    [Test]
    public void The_journal_may_be_switched_off_in_production()
    {
        var sources = this.sources.Set("SITE_TYPE", "secondary").Set("SECRET_KEY", new string('k', 32)).Set("JOURNAL_PATH", "");

        Assert.That(sources.Settings(isDevelopment: false).Site.HasJournal, Is.False);
    }

    [TestCase("MAIN_DB_PASSWORD", "LOCAL_DB_PASSWORD")]
    [TestCase("LOCAL_DB_PASSWORD", "MAIN_DB_PASSWORD")]
    public void The_database_password_that_the_documentation_prints_is_refused_in_a_service(string printed, string other)
    {
        sources.Set("SECRET_KEY", new string('k', 32)).Set(printed, "ccat_ops_password").Set(other, "another");
        var process = new ConfigurationSources(sources.Environment, sources.Working, sources.Binary, IsDevelopment: false) { RefusesPrintedPasswords = true };

        var result = (SettingsResult.Refused)ConfigurationLoader.Load(process);

        Assert.That(result.Faults.Select(fault => fault.Setting), Is.EqualTo(new[] { printed }));
    }

    [Test]
    public void Lsn_timeout_shorter_than_the_check_interval_is_refused()
    {
        var fault = sources.Set("LSN_TIMEOUT", "1").Set("LSN_CHECK_INTERVAL", "1.5").Fault();

        Assert.That((fault.Setting, fault.Value, fault.Problem), Is.EqualTo(("LSN_TIMEOUT", "1", "it is shorter than LSN_CHECK_INTERVAL")));
    }

    [Test]
    public void Lsn_timeout_may_equal_the_check_interval() =>
        Assert.That(sources.Set("LSN_TIMEOUT", "2").Set("LSN_CHECK_INTERVAL", "2").Settings().Site.LsnTracking.Timeout,
            Is.EqualTo(TimeSpan.FromSeconds(2)));

    [Test]
    public void Several_redis_servers_need_sentinels_that_tell_which_is_the_primary()
    {
        var fault = sources.Set("REDIS_HOST", "one,two").Fault();

        Assert.That((fault.Setting, fault.Problem),
            Is.EqualTo(("REDIS_HOST", "it lists several servers, and nothing tells which of them is the primary")));
        Assert.That(fault.Remedy, Does.Contain("REDIS_SENTINEL_SERVICE"));
    }

    [Test]
    public void Sentinels_listen_at_their_own_port_unless_another_is_given()
    {
        var redis = sources.Set("REDIS_HOST", "one, two:7000,[::1]:7001,::1").Set("REDIS_PORT", "6379")
            .Set("REDIS_SENTINEL_SERVICE", "mymaster").Settings().Site.Redis;

        Assert.That(string.Join(' ', redis.Servers), Is.EqualTo("one:26379 two:7000 [::1]:7001 [::1]:26379"));
    }

    [TestCase("0123456789012345678901234567890,01234567890123456789012345678901", "its entry 1 is shorter than 32 bytes")]
    [TestCase("01234567890123456789012345678901,your-secret-key-change-in-production", "its entry 2 is the placeholder that the documentation prints")]
    [TestCase("01234567890123456789012345678901,", "its entry 2 is empty")]
    public void Each_of_several_secret_keys_must_be_strong(string keys, string problem) =>
        Assert.That(sources.Set("SECRET_KEY", keys).Fault(isDevelopment: false).Problem, Is.EqualTo(problem));

    [Test]
    public void Of_several_secret_keys_the_first_stands_first() =>
        Assert.That(
            sources.Set("SECRET_KEY", $"{new string('a', 32)}, {new string('b', 32)}").Settings(isDevelopment: false).Authentication.SecretKeys,
            Is.EqualTo([new string('a', 32), new string('b', 32)]));

    [TestCase("GITHUB_CLIENT_ID")]
    [TestCase("GITHUB_CLIENT_SECRET")]
    [TestCase("GITHUB_ORG_NAME")]
    [TestCase("SECRET_KEY")]
    public void Login_needs_all_that_belongs_to_it_also_in_development(string missing)
    {
        foreach (var setting in new[] { "GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET", "GITHUB_ORG_NAME", "SECRET_KEY" }.Except([missing]))
            sources.Set(setting, new string('k', 32));

        Assert.That(sources.Fault().Setting, Is.EqualTo(missing));
    }

    [Test]
    public void Login_refuses_a_weak_secret_key_also_in_development()
    {
        sources.Set("GITHUB_CLIENT_ID", "x").Set("GITHUB_CLIENT_SECRET", "x").Set("GITHUB_ORG_NAME", "x").Set("SECRET_KEY", "x");

        Assert.That(sources.Fault().Problem, Is.EqualTo("it is shorter than 32 bytes"));
    }

    [TestCase("https://github.com", "https://api.github.com/")]
    [TestCase("https://github.example.com", "https://github.example.com/api/v3")]
    [TestCase("https://example.com/github/", "https://example.com/github/api/v3")]
    public void The_api_of_github_follows_from_its_address(string address, string api) =>
        Assert.That(sources.Set("GITHUB_BASE_URL", address).Settings().Authentication.GithubApiUrl, Is.EqualTo(new Uri(api)));

    [Test]
    public void Rule_is_silent_about_a_setting_that_is_already_at_fault() =>
        Assert.That(sources.Set("LSN_TIMEOUT", "x").Set("LSN_CHECK_INTERVAL", "60").Fault().Problem, Is.EqualTo("is not a number"));
}
