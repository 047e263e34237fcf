namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class TomlFileTests
{
    private SourceFiles sources = null!;

    private string TomlPath => Path.Combine(sources.Working, "config", "settings.toml");

    [SetUp]
    public void MakeSources() => sources = new();

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [TestCase("[default.redis]\nport = 7")]
    [TestCase("[default.redis]\nport = \"7\"")]
    [TestCase("[default]\nredis_port = 0x7")]
    [TestCase("[default]\nredis.port = 7")]
    [TestCase("[default]\nredis = { port = 7 }")]
    [TestCase("default.redis.port = 7")]
    [TestCase("[\"default\".'redis']\n\"port\" = 7")]
    [TestCase("[default]\nredis_port = 7\n[default.redis]\nport = 7")]
    public void Every_form_of_toml_is_read(string text) =>
        Assert.That(sources.Toml(text).Settings().Site.Redis.Port, Is.EqualTo(7));

    [TestCase("lsn_tracking_enabled = false")]
    [TestCase("lsn_tracking_enabled = 'off'")]
    [TestCase("lsn_tracking_enabled = 0")]
    public void Booleans_may_be_native_or_text(string text) =>
        Assert.That(sources.Toml($"[default]\n{text}").Settings().Site.LsnTracking.Enabled, Is.False);

    [TestCase("1_0.5", 10.5)]
    [TestCase("1e1", 10)]
    [TestCase("'2.5'", 2.5)]
    public void Durations_may_be_native_or_text(string text, double seconds) =>
        Assert.That(sources.Toml($"[default]\ntransaction_retry_delay = {text}").Settings().Site.TransactionBuffering.RetryDelay,
            Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase("[default]\nsite_nmae = 'a'", "site_nmae", "line 2, column 1", "unknown key in [default]",
        "Did you mean site_name in [default]?")]
    [TestCase("[default]\n  SITE_NAME = 'a'", "SITE_NAME", "line 2, column 3", "unknown key in [default]",
        "Did you mean site_name in [default]?")]
    [TestCase("[default.redis]\nprot = 1", "prot", "line 2, column 1", "unknown key in [default.redis]",
        "Did you mean port in [default.redis]?")]
    [TestCase("[default.database]\n\nmain_db_prot = 1", "main_db_prot", "line 3, column 1", "unknown key in [default.database]",
        "Did you mean main_db_port in [default.database]?")]
    [TestCase("[default.database]\nhost = 'a'", "host", "line 2, column 1", "unknown key in [default.database]",
        "Did you mean host in [default.redis]?")]
    [TestCase("[default.transaction_buffering]\ncritical_operations_buffer = true", "critical_operations_buffer", "line 2, column 1",
        "unknown key in [default.transaction_buffering]", "Did you mean critical_operations_buffer in [default]?")]
    [TestCase("[default.redis]\ncluster = true", "cluster", "line 2, column 1", "unknown key in [default.redis]",
        "Use one of: host, port, db, user, password, tls, tls_root_cert, sentinel_service, sentinel_password, password_file, sentinel_password_file")]
    [TestCase("[night.redis]\nhots = 'a'", "hots", "line 2, column 1", "unknown key in [night.redis]",
        "Did you mean host in [night.redis]?")]
    [TestCase("[default]\nredis = { prot = 7 }", "prot", "line 2, column 11", "unknown key in [default.redis]",
        "Did you mean port in [default.redis]?")]
    [TestCase("site_name = 'a'", "site_name", "line 1, column 1", "this key stands outside every section", "Put it under [default]")]
    public void Unknown_key_is_a_fault_with_a_suggestion(string text, string key, string place, string problem, string remedy)
    {
        var fault = sources.Toml(text).Fault();

        Assert.That((fault.Setting, fault.Value, fault.Source, fault.Problem, fault.Remedy),
            Is.EqualTo((key, (string?)null, $"{TomlPath} {place}", problem, remedy)));
    }

    [TestCase("[default.reddis]\nhost = 'a'\nport = 1", "[default.reddis]", 1, "Did you mean [default.redis]?")]
    [TestCase("\n[default.monitoring]", "[default.monitoring]", 2,
        "Use one of: database, redis, transaction_buffering, lsn_tracking, authentication, shell")]
    [TestCase("[redis]\nhost = 'a'", "[redis]", 1, "Did you mean [default.redis]?")]
    [TestCase("[defualt]\nsite_name = 'a'", "[defualt]", 1, "Did you mean [default]?")]
    [TestCase("[defualt.redis]\nhost = 'a'", "[defualt.redis]", 1, "Did you mean [default.redis]?")]
    [TestCase("[default.redis.pool]\nsize = 1", "[default.redis.pool]", 1, "Did you mean [default.redis]?")]
    [TestCase("[[default.redis]]\nhost = 'a'", "[default.redis]", 1, "Use single brackets: no setting is a list of tables")]
    [TestCase("[default]\nreddis.host = 'a'", "[default.reddis]", 2, "Did you mean [default.redis]?")]
    public void Unknown_table_is_one_fault_with_a_suggestion(string text, string table, int line, string remedy)
    {
        var fault = sources.Toml(text).Fault();

        Assert.That((fault.Setting, fault.Source, fault.Problem, fault.Remedy),
            Is.EqualTo((table, $"{TomlPath} line {line}", "unknown table", remedy)));
    }

    [TestCase("[default]\nsite_name = \n", "line 2", "there is no valid value here; text goes into double quotes")]
    [TestCase("[default]\nsite_name = observatory", "line 2, column 13", "there is no valid value here; text goes into double quotes")]
    [TestCase("[default]\nsite_name = \"observatory\n", "line 2",
        "the text is not closed, or holds an escape or a character that TOML forbids")]
    [TestCase("[default]\nsite_name = \"a\\q\"\n", "line 2",
        "the text is not closed, or holds an escape or a character that TOML forbids")]
    [TestCase("[default]\nsite_name 'a'", "line 2", "a key must be followed by = and a value")]
    [TestCase("[default]\nsite_name = 'a'\nsite_name = 'b'", "line 3, column 1", "this is already given in line 2")]
    [TestCase("[default]\n[default]", "line 2", "this is already given in line 1")]
    [TestCase("[default", "line 1", "this is not valid TOML")]
    public void Broken_toml_is_a_fault_with_line_and_column(string text, string place, string problem)
    {
        var fault = sources.Toml(text).Faults(isDevelopment: false)[0];

        Assert.That(fault.Source, Does.StartWith($"{TomlPath} {place}").And.Match("column [0-9]+$"));
        Assert.That((fault.Setting, fault.Problem), Is.EqualTo(("settings.toml", problem)));
    }

    [TestCase("port = [7]")]
    [TestCase("port = 2026-01-01")]
    public void Value_that_is_no_scalar_is_a_fault(string text)
    {
        var fault = sources.Toml($"[default.redis]\n{text}").Fault();

        Assert.That((fault.Setting, fault.Problem), Is.EqualTo(("REDIS_PORT", "this is neither text nor a number nor a boolean")));
    }

    [Test]
    public void Two_forms_of_one_setting_with_different_values_are_a_fault()
    {
        var fault = sources.Toml("[default]\nredis_port = 7\n[default.redis]\nport = 8").Fault();

        Assert.That(fault.ToString(), Is.EqualTo(
            $"REDIS_PORT = 8 ({TomlPath} line 4, [default.redis] port): "
            + $"the same section gives 7 in {TomlPath} line 2, [default] redis_port. Keep one of the two."));
    }

    [Test]
    public void Wrong_value_is_named_with_line_and_key() =>
        Assert.That(sources.Toml("[default.redis]\nport = 'x'").Fault().Source, Is.EqualTo($"{TomlPath} line 2, [default.redis] port"));
}
