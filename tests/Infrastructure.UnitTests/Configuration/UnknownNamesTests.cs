using CcatOps.Infrastructure.Configuration;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class UnknownNamesTests
{
    private const string Canary = "c4n4ry";

    private SourceFiles sources = null!;

    [SetUp]
    public void MakeSources() => sources = new();

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [TestCase("SITE_TYP", "Did you mean SITE_TYPE?")]
    [TestCase("SITE_TYEP", "Did you mean SITE_TYPE?")]
    [TestCase("site_type", "Did you mean SITE_TYPE?")]
    [TestCase("SIT_TYPE", "Did you mean SITE_TYPE?")]
    [TestCase("SITETYPE", "Did you mean SITE_TYPE?")]
    [TestCase("MAIN_DB_PASWORD_FILE", "Did you mean MAIN_DB_PASSWORD_FILE?")]
    public void A_slip_in_the_environment_is_a_fault_with_a_suggestion(string name, string remedy)
    {
        var fault = sources.Set(name, Canary).Fault();

        Assert.That((fault.Setting, fault.Value, fault.Source, fault.Remedy), Is.EqualTo((name, (string?)null, "environment variable", remedy)));
    }

    [TestCase("SITE_PACKAGES", "Remove it; docs/reference/settings.md lists the settings")]
    [TestCase("REDIS_PASSWROD_FIEL", "Did you mean REDIS_PASSWORD_FILE?")]
    [TestCase("GITHUB_TOKEN", "Remove it; docs/reference/settings.md lists the settings")]
    public void Another_name_with_a_prefix_of_ours_in_the_environment_is_a_warning(string name, string remedy)
    {
        var warning = sources.Set(name, Canary).Loaded().Warnings.Single();

        Assert.That((warning.Setting, warning.Remedy), Is.EqualTo((name, remedy)));
        Assert.That(warning.ToString(), Does.Not.Contain(Canary));
    }

    [TestCase("PATH")]
    [TestCase("HOME")]
    [TestCase("ASPNETCORE_ENVIRONMENT")]
    [TestCase("SITE")]
    public void A_name_of_another_program_in_the_environment_is_nothing(string name) =>
        Assert.That(sources.Set(name, "x").Loaded().Warnings, Is.Empty);

    [TestCase("SITE_TYP=secondary", "SITE_TYP", "Did you mean SITE_TYPE?")]
    [TestCase("export SITE_TYP=secondary", "SITE_TYP", "Did you mean SITE_TYPE?")]
    [TestCase("SITE_PACKAGES=/usr/lib", "SITE_PACKAGES", "Remove it; docs/reference/settings.md lists the settings")]
    [TestCase("MAIN_DB_PASWORD='c4n4ry", "MAIN_DB_PASWORD", "Did you mean MAIN_DB_PASSWORD?")]
    [TestCase("SIT_TYPE=secondary", "SIT_TYPE", "Did you mean SITE_TYPE?")]
    public void An_unknown_name_in_dotenv_is_a_fault_with_its_line(string line, string name, string remedy)
    {
        var fault = sources.DotEnv($"# site\n{line}").Fault();

        Assert.That((fault.Setting, fault.Source, fault.Remedy), Is.EqualTo((name, $"{Path.Combine(sources.Working, ".env")} line 2", remedy)));
        Assert.That(fault.ToString(), Does.Not.Contain(Canary));
    }

    [TestCaseSource(nameof(Settings))]
    public void Every_setting_one_letter_short_is_a_fault(string name) =>
        Assert.That(sources.Set(name[..^1], "x").Fault().Remedy, Does.StartWith("Did you mean "));

    private static IEnumerable<string> Settings() => SettingsReference.Rows.Select(row => row.Name);
}
