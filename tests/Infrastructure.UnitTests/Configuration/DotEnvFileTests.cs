namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class DotEnvFileTests
{
    private static readonly string[] expectedBesideABrokenLine = ["SECRET_KEY", "LSN_TIMEOUT"];

    private SourceFiles sources = null!;

    [SetUp]
    public void MakeSources() => sources = new();

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [TestCase("REDIS_PASSWORD=", "")]
    [TestCase("REDIS_PASSWORD= # none", "")]
    [TestCase("REDIS_PASSWORD=secret # comment", "secret")]
    [TestCase("REDIS_PASSWORD=a#b", "a#b")]
    [TestCase("REDIS_PASSWORD='a # b'", "a # b")]
    [TestCase("REDIS_PASSWORD=\"a # b\" # comment", "a # b")]
    [TestCase("export REDIS_PASSWORD=x", "x")]
    [TestCase("  REDIS_PASSWORD = x  ", "x")]
    [TestCase("REDIS_PASSWORD=pa$$word", "pa$$word")]
    [TestCase("REDIS_PASSWORD=$PATH", "$PATH")]
    [TestCase("REDIS_PASSWORD=\"a$PATH\\$\"", "a$PATH$")]
    [TestCase("REDIS_PASSWORD='${PATH}'", "${PATH}")]
    [TestCase("REDIS_PASSWORD='$(date)'", "$(date)")]
    [TestCase("REDIS_PASSWORD='a\\$b'", "a\\$b")]
    [TestCase("REDIS_PASSWORD=a\\$b", "a\\$b")]
    [TestCase("REDIS_PASSWORD=x # not ${PATH}", "x")]
    [TestCase("REDIS_PASSWORD=\"two\nlines\"", "two\nlines")]
    [TestCase("REDIS_PASSWORD=a=b", "a=b")]
    [TestCase("REDIS_PASSWORD=a\r\nREDIS_DB=1\r\n", "a")]
    [TestCase("\uFEFFREDIS_PASSWORD=a", "a")]
    [TestCase("REDIS_PASSWORD=a\nREDIS_PASSWORD=b", "b")]
    public void Value_is_read(string text, string expected) =>
        Assert.That(sources.DotEnv(text).Settings().Site.Redis.Password, Is.EqualTo(expected));

    [Test]
    public void Process_environment_is_not_changed()
    {
        sources.DotEnv("ANOTHER_CANARY=x\nSITE_NAME=canary").Settings();

        Assert.That(Environment.GetEnvironmentVariable("ANOTHER_CANARY"), Is.Null);
    }

    [Test]
    public void Names_of_other_programs_and_what_they_write_are_no_faults() =>
        Assert.That(sources.DotEnv("OTHER=1\nJSON={\"a\": 1}\nPATHS=${HOME}/bin\nSITE_NAME=x").Settings().Site.SiteName,
            Is.EqualTo("x"));

    [TestCase("SITE_NAME=x\nnot an assignment", ".env", 2)]
    [TestCase("\nSITE_NAME: x", ".env", 2)]
    [TestCase("=x", ".env", 1)]
    [TestCase("# ok\n\nSITE_NAME=\"open\nSITE_TYPE=main", "SITE_NAME", 3)]
    [TestCase("GITHUB_TEAM_ROLE_MAPPING={\"a/b\": \"c\"}", "GITHUB_TEAM_ROLE_MAPPING", 1)]
    public void Broken_line_is_a_fault_with_its_number(string text, string setting, int line)
    {
        var fault = sources.DotEnv(text).Fault();

        Assert.That((fault.Setting, fault.Source, fault.Problem),
            Is.EqualTo((setting, $"{Path.Combine(sources.Working, ".env")} line {line}", "this line cannot be read")));
    }

    [TestCase("MAIN_DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id db-password --query SecretString --output text)")]
    [TestCase("MAIN_DB_PASSWORD=${DB_PASSWORD}")]
    [TestCase("MAIN_DB_PASSWORD=\"x${DB_PASSWORD}\"")]
    public void Command_or_variable_in_the_place_of_a_value_is_a_fault(string text) =>
        Assert.That(sources.DotEnv(text).Fault().Problem, Does.Contain("not expanded"));

    [Test]
    public void Wrong_value_is_named_with_its_line() =>
        Assert.That(sources.DotEnv("# site\nSITE_NAME=a\nREDIS_PORT=x # port").Fault().Source,
            Is.EqualTo($"{Path.Combine(sources.Working, ".env")} line 3"));

    [Test]
    public void Rules_hold_for_the_settings_beside_a_broken_one() =>
        Assert.That(sources.DotEnv("SECRET_KEY=$(make-one)\nLSN_TIMEOUT=0.05").Faults(isDevelopment: false).Select(fault => fault.Setting),
            Is.EqualTo(expectedBesideABrokenLine));

    [Test]
    public void Line_without_a_name_mutes_the_rules_since_it_may_be_what_they_miss() =>
        Assert.That(sources.DotEnv("SECRET KEY=x").Fault(isDevelopment: false).Setting, Is.EqualTo(".env"));

    [Test]
    public void Broken_line_mutes_the_rules_about_what_is_not_set() =>
        Assert.That(sources.DotEnv("SECRET_KEY=\"never closed").Fault(isDevelopment: false).Problem,
            Is.EqualTo("this line cannot be read"));
}
