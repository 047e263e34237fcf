using CcatOps.Infrastructure.Configuration.Table;

namespace CcatOps.Infrastructure.Configuration.Files;

/// <summary>Which sections, tables and keys the TOML file may have, and what was probably meant by the others.</summary>
internal static class TomlNames
{
    private sealed record Place(string? Table, string Key, Setting Setting)
    {
        public string In(string section) => Table is null ? $"{Key} in [{section}]" : $"{Key} in [{section}.{Table}]";
    }

    private static readonly IReadOnlyList<Place> places = SettingTable.WithFiles
        .SelectMany(setting => setting.TomlPaths.Select(path => path.Split('.') is [var table, var key]
            ? new Place(table, key, setting) : new Place(null, path, setting)))
        .ToList();

    private static readonly IReadOnlyList<string> tables = places.Select(place => place.Table).OfType<string>().Distinct().ToList();

    public static Setting? Find(TomlEntry entry) => Find(entry.Path.Skip(1).ToList());

    public static string Describe(TomlEntry entry) => $"{Heading(entry.Table)} {entry.Key}";

    public static IReadOnlyList<string> Sections(TomlDocument document) =>
        document.Headings.Concat(document.Entries.Where(entry => entry.Table.Count > 0).Select(entry => entry.Heading))
            .Select(heading => heading.Path[0])
            .Where(name => MeantSection(name) is null)
            .Prepend(TomlFile.DefaultSection)
            .Distinct()
            .ToList();

    /// <summary>Never shows a value: the unknown key may be a secret's, misspelt.</summary>
    public static IEnumerable<SettingsFault> Check(TomlDocument document, string path) =>
    [
        .. document.Headings.Concat(document.Entries.Select(entry => entry.Heading))
            .Where(heading => heading.IsArray || !IsKnown(heading.Path))
            .DistinctBy(heading => Heading(heading.Path))
            .Select(heading => UnknownTable(heading, $"{path} line {heading.Line}")),
        .. document.Entries
            .Where(entry => IsKnown(entry.Table) && Find(entry) is null)
            .Select(entry => UnknownKey(entry, $"{path} line {entry.Line}, column {entry.Column}")),
    ];

    private static bool IsKnown(IReadOnlyList<string> table) =>
        table.Count == 0 || (MeantSection(table[0]) is null && (table.Count == 1 || (table.Count == 2 && tables.Contains(table[1]))));

    private static SettingsFault UnknownTable(TomlHeading heading, string source) =>
        new(Heading(heading.Path), null, source, "unknown table",
            heading.IsArray ? "Use single brackets: no setting is a list of tables"
            : MeantSection(heading.Path[0]) is { } meant ? $"Did you mean {Heading([meant, .. heading.Path.Skip(1)])}?"
            : Suggestion.Closest(heading.Path[1], tables, table => table) is { } close
                ? $"Did you mean {Heading([heading.Path[0], close])}?"
            : $"Use one of: {string.Join(", ", tables)}");

    private static SettingsFault UnknownKey(TomlEntry entry, string source)
    {
        if (entry.Table.Count == 0)
            return new(entry.Key, null, source, "this key stands outside every section", $"Put it under [{TomlFile.DefaultSection}]");
        var table = entry.Table.ElementAtOrDefault(1);
        var meant = Suggestion.Closest(entry.Key, places.OrderByDescending(place => place.Table == table), place => place.Key);
        return new(entry.Key, null, source, $"unknown key in {Heading(entry.Table)}", meant is not null
            ? $"Did you mean {meant.In(entry.Table[0])}?"
            : $"Use one of: {string.Join(", ", places.Where(place => place.Table == table).Select(place => place.Key))}");
    }

    private static string Heading(IEnumerable<string> path) => $"[{string.Join('.', path)}]";

    private static Setting? Find(IReadOnlyList<string> path) =>
        places.FirstOrDefault(place => path is [var key] ? place.Table is null && place.Key == key
            : path is [var table, var inner] && place.Table == table && place.Key == inner)?.Setting;

    private static string? MeantSection(string name) =>
        tables.Contains(name) ? $"{TomlFile.DefaultSection}.{name}"
        : name != TomlFile.DefaultSection && Suggestion.EditDistance(name.ToLowerInvariant(), TomlFile.DefaultSection) <= 2
            ? TomlFile.DefaultSection
        : null;
}
