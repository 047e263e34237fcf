using CcatOps.Infrastructure.Configuration;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class SettingSourcesTests
{
    private SourceFiles sources = null!;

    private static IEnumerable<SettingCase> Cases => SettingCase.All;
    private static IEnumerable<SettingCase> TableCases => SettingCase.All.Where(setting => setting.TablePath is not null);

    [SetUp]
    public void MakeSources() => sources = new();

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [Test]
    public void Every_setting_of_the_table_has_a_case() =>
        Assert.That(SettingCase.All.Select(setting => setting.Name).Append("CCATOPS_ENV"),
            Is.EquivalentTo(SettingsReference.Rows.Select(row => row.Name)));

    [TestCaseSource(nameof(Cases))]
    public void Default_holds_when_no_source_gives_a_value(SettingCase setting) =>
        Assert.That(setting.Read(sources.Settings()), Is.EqualTo(setting.Default));

    [TestCaseSource(nameof(Cases))]
    public void Environment_variable_is_read(SettingCase setting) =>
        AssertFirst(setting, sources.Set(setting.Name, setting.First.Text));

    [TestCaseSource(nameof(Cases))]
    public void Dotenv_value_is_read(SettingCase setting) =>
        AssertFirst(setting, sources.DotEnv($"{setting.Name}='{setting.First.Text}'"));

    [TestCaseSource(nameof(Cases))]
    public void Flat_toml_key_is_read(SettingCase setting) =>
        AssertFirst(setting, sources.Toml($"[default]\n{setting.Name.ToLowerInvariant()} = '{setting.First.Text}'"));

    [TestCaseSource(nameof(TableCases))]
    public void Toml_table_key_is_read(SettingCase setting) =>
        AssertFirst(setting, sources.Toml(InTable(setting, "default", setting.First.Text)));

    [TestCaseSource(nameof(TableCases))]
    public void Overlay_table_lies_over_the_default_section(SettingCase setting) =>
        AssertFirst(setting, sources.Set("CCATOPS_ENV", "night").Toml(
            $"[default]\n{setting.Name.ToLowerInvariant()} = '{setting.Second.Text}'\n{InTable(setting, "night", setting.First.Text)}"));

    [TestCaseSource(nameof(Cases))]
    public void Overlay_key_lies_over_the_default_section(SettingCase setting)
    {
        var key = setting.Name.ToLowerInvariant();
        AssertFirst(setting, sources.Set("CCATOPS_ENV", "night").Toml(
            $"[default]\n{key} = '{setting.Second.Text}'\n[night]\n{key} = '{setting.First.Text}'"));
    }

    [TestCaseSource(nameof(Cases))]
    public void Environment_variable_comes_before_dotenv(SettingCase setting) =>
        AssertFirst(setting, sources.Set(setting.Name, setting.First.Text).DotEnv($"{setting.Name}='{setting.Second.Text}'"));

    [TestCaseSource(nameof(Cases))]
    public void Dotenv_comes_before_toml(SettingCase setting) =>
        AssertFirst(setting, sources.DotEnv($"{setting.Name}='{setting.First.Text}'")
            .Toml($"[default]\n{setting.Name.ToLowerInvariant()} = '{setting.Second.Text}'"));

    [TestCaseSource(nameof(Cases))]
    public void Environment_variable_comes_before_toml(SettingCase setting)
    {
        sources.Set(setting.Name, setting.Second.Text).Toml($"[default]\n{setting.Name.ToLowerInvariant()} = '{setting.First.Text}'");
        GiveCompanions(setting);

        Assert.That(setting.Read(sources.Settings()), Is.EqualTo(setting.Second.Value));
    }

    private void AssertFirst(SettingCase setting, SourceFiles given)
    {
        GiveCompanions(setting);
        Assert.That(setting.Read(given.Settings()), Is.EqualTo(setting.First.Value));
    }

    private void GiveCompanions(SettingCase setting)
    {
        foreach (var companion in setting.Companions)
            sources.Set(companion, "a companion of at least 32 bytes");
    }

    private static string InTable(SettingCase setting, string section, string value) =>
        setting.TablePath!.Split('.') is [var table, var key] ? $"[{section}.{table}]\n{key} = '{value}'" : "";
}
