using CcatOps.Infrastructure.Configuration.Table;

namespace CcatOps.Infrastructure.Configuration;

/// <summary>The settings for documentation: the rows of the table that the loader obeys.</summary>
public static class SettingsReference
{
    public static IReadOnlyList<SettingDescription> Rows { get; } = SettingTable.All
        .Select(setting => new SettingDescription(
            setting.Name, setting.TomlPaths, setting.Kind.Expectation, setting.Default, setting.Kind.IsSecret, setting.About))
        .ToList();
}

/// <summary><c>TomlPaths</c> are relative to a section; <c>Default</c> is the text of the default, empty for none.</summary>
public sealed record SettingDescription(
    string Name, IReadOnlyList<string> TomlPaths, string Expectation, string Default, bool IsSecret, string About);
