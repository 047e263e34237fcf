using CcatOps.Infrastructure.Configuration;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class ReadmeTests
{
    [Test]
    public void The_readme_lists_every_setting_as_the_service_knows_it()
    {
        var readme = File.ReadAllText(Path.Combine(RepositoryRoot(), "README.md"));
        var table = string.Join('\n', SettingsReference.Rows.Select(Row));

        Assert.That(readme, Does.Contain($"| setting | in the TOML file | default | meaning |\n| --- | --- | --- | --- |\n{table}\n"));
    }

    private static string Row(SettingDescription row)
    {
        var path = row.TomlPaths.Count == 0 ? "" : $"`{row.TomlPaths[^1]}`";
        var preset = row.Default.Length == 0 ? "" : $"`{row.Default}`";
        return $"| `{row.Name}` | {path} | {preset} | {row.About} |";
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CcatOps.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
