namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class EnvironmentSectionTests
{
    private const string toml = """
        [default]
        site_name = "institute"
        [default.redis]
        host = "default-redis"
        [observatory]
        site_name = "observatory"
        [observatory.redis]
        port = 7
        [cologne.redis]
        port = "eight"
        """;

    private SourceFiles sources = null!;

    [SetUp]
    public void MakeSources() => sources = new SourceFiles().Toml(toml);

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [Test]
    public void Section_lies_over_the_default_key_by_key()
    {
        var settings = sources.Set("CCATOPS_ENV", "observatory").Settings();

        Assert.That((settings.EnvironmentName, settings.Site.SiteName, settings.Site.Redis.Host, settings.Site.Redis.Port),
            Is.EqualTo(("observatory", "observatory", "default-redis", 7)));
    }

    [Test]
    public void Name_may_come_from_dotenv() =>
        Assert.That(sources.DotEnv("CCATOPS_ENV=observatory # here").Settings().Site.SiteName, Is.EqualTo("observatory"));

    [TestCase("default")]
    [TestCase("")]
    [TestCase(null)]
    public void Default_section_is_used_alone_otherwise(string? name)
    {
        if (name is not null)
            sources.Set("CCATOPS_ENV", name);

        Assert.That((sources.Settings().EnvironmentName, sources.Settings().Site.Redis.Port), Is.EqualTo(("default", 6379)));
    }

    [Test]
    public void Wrong_value_of_a_section_counts_when_the_section_is_used() =>
        Assert.That(sources.Set("CCATOPS_ENV", "cologne").Fault().Setting, Is.EqualTo("REDIS_PORT"));

    [Test]
    public void Unknown_section_is_a_fault_that_lists_the_sections()
    {
        var fault = sources.DotEnv("CCATOPS_ENV=chile").Fault();

        Assert.That((fault.Setting, fault.Value, fault.Remedy),
            Is.EqualTo(("CCATOPS_ENV", "chile", "Use one of: default, observatory, cologne")));
        Assert.That(fault.Source, Does.EndWith(".env line 1"));
    }

    [Test]
    public void Section_without_a_file_is_a_fault()
    {
        File.Delete(Path.Combine(sources.Working, "config", "settings.toml"));

        Assert.That(sources.Set("CCATOPS_ENV", "observatory").Fault().Problem, Does.StartWith("there is no config"));
    }

    [Test]
    public void Broken_file_does_not_blame_the_section() =>
        Assert.That(sources.Set("CCATOPS_ENV", "observatory").Toml("[observatory").Faults().Select(fault => fault.Setting),
            Is.All.EqualTo("settings.toml"));
}
