using System.Collections.Immutable;
using System.Globalization;

namespace CcatOps.Infrastructure.Sql;

/// <summary>The schema this version needs: the numbered migrations it carries for one kind of database.</summary>
internal sealed class Schema
{
    public static readonly Schema Postgres = new(".Postgres.Migrations.");
    public static readonly Schema Sqlite = new(".Sqlite.Main.Migrations.");

    private Schema(string folder) => Migrations =
    [
        .. typeof(Schema).Assembly.GetManifestResourceNames()
            .Where(name => name.Contains(folder, StringComparison.Ordinal))
            .Select(name => Migration.Load(name, name[(name.IndexOf(folder, StringComparison.Ordinal) + folder.Length)..]))
            .OrderBy(migration => migration.Version),
    ];

    public ImmutableArray<Migration> Migrations { get; }

    public int NeededVersion => Migrations[^1].Version;

    /// <summary>Returns the remedy for a database with this version, or null if the version fits.</summary>
    public string? Mismatch(int version) => version switch
    {
        _ when version == NeededVersion => null,
        0 => $"it has no schema and this service needs version {NeededVersion}; run with --migrate, or start the main site.",
        _ when version < NeededVersion =>
            $"its schema has version {version} and this service needs {NeededVersion}; run with --migrate, or start the main site.",
        _ => $"its schema has version {version}, newer than {NeededVersion}, which this service needs; install the newer service.",
    };
}

internal sealed record Migration(int Version, string Name, string Sql)
{
    public static Migration Load(string resource, string fileName)
    {
        using var stream = typeof(Migration).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return new(int.Parse(fileName[..4], CultureInfo.InvariantCulture), Path.GetFileNameWithoutExtension(fileName), reader.ReadToEnd());
    }
}
