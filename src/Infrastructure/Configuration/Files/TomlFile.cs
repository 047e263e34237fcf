using CcatOps.Infrastructure.Configuration.Table;

namespace CcatOps.Infrastructure.Configuration.Files;

/// <summary>
/// `config/settings.toml`: <c>[default]</c> is the base, the section that CCATOPS_ENV names lies over it. Keys are checked in every
/// section, values only where they are used.
/// </summary>
internal static class TomlFile
{
    public const string DefaultSection = "default";
    private static readonly string relativePath = Path.Combine("config", "settings.toml");

    public static SourceLayer Read(ConfigurationSources sources, string section, GivenValue? chosenBy) =>
        SettingsFile.Read(sources, relativePath, (path, text) => Parse(path, text, section, chosenBy)) ?? SourceLayer.Empty with
        {
            Faults = section == DefaultSection ? []
                : [NoSection(section, chosenBy, $"there is no {relativePath} that could have it", "Add the file, or remove the setting")],
        };

    public static SourceLayer Parse(string path, string text, string section, GivenValue? chosenBy)
    {
        var document = TomlDocument.Parse(text);
        if (document.SyntaxFaults.Count > 0)
            return SourceLayer.Empty with { Faults = [.. document.SyntaxFaults.Select(fault => Broken(path, fault))], IsComplete = false };

        var names = TomlNames.Sections(document);
        IEnumerable<SettingsFault> missing = names.Contains(section) ? []
            : [NoSection(section, chosenBy, $"{path} has no section of this name", $"Use one of: {string.Join(", ", names)}")];
        var (basis, basisFaults) = Section(document, path, DefaultSection);
        var (overlay, overlayFaults) = section == DefaultSection ? ([], []) : Section(document, path, section);
        var values = new Dictionary<string, GivenValue>(basis);
        foreach (var (name, value) in overlay)
        {
            // A secret in the one form takes the place of the same in the other.
            values.Remove(name.EndsWith("_FILE", StringComparison.Ordinal) ? name[..^"_FILE".Length] : $"{name}_FILE");
            values[name] = value;
        }

        return new SourceLayer(values, [.. TomlNames.Check(document, path), .. missing, .. basisFaults, .. overlayFaults])
        {
            EmptyIsGiven = true,
        };
    }

    private static (Dictionary<string, GivenValue> Values, IReadOnlyList<SettingsFault> Faults) Section(
        TomlDocument document, string path, string section)
    {
        var values = new Dictionary<string, GivenValue>();
        var faults = new List<SettingsFault>();
        foreach (var entry in document.Entries.Where(entry => entry.Path[0] == section))
        {
            if (TomlNames.Find(entry) is not { } setting)
                continue;
            var source = $"{path} line {entry.Line}, {TomlNames.Describe(entry)}";
            if (entry.Text is null)
                faults.Add(new(setting.Name, null, source,
                    "this is neither text nor a number nor a boolean", $"Use {setting.Kind.Expectation}"));
            else if (values.TryGetValue(setting.Name, out var other) && other.Text != entry.Text)
                faults.Add(new(setting.Name, setting.Kind.Show(entry.Text), source,
                    $"the same section gives {setting.Kind.Show(other.Text)} in {other.Source}", "Keep one of the two"));
            else
                values[setting.Name] = new GivenValue(entry.Text, source);
        }

        return (values, faults);
    }

    private static SettingsFault Broken(string path, TomlSyntaxFault fault) =>
        new(Path.GetFileName(path), null, $"{path} line {fault.Line}, column {fault.Column}", fault.Problem, "Correct the file");

    private static SettingsFault NoSection(string section, GivenValue? chosenBy, string problem, string remedy) =>
        new(SettingTable.EnvironmentName.Name, section, chosenBy?.Source ?? "", problem, remedy);
}
