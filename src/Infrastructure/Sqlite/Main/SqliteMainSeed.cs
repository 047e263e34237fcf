using Dapper;

namespace CcatOps.Infrastructure.Sqlite.Main;

/// <summary>The initial content of an empty database, so that a first visitor has something to observe.</summary>
internal static class SqliteMainSeed
{
    private const string Resource = ".Sqlite.Main.Seeds.night-2023-03-28.sql";

    /// <returns>Whether anything was written: only into a database without planned units and instruments.</returns>
    public static Task<bool> PlantAsync(SqliteMainFile main, CancellationToken cancellationToken) => main.WriteAsync(
        connection =>
        {
            const string sql = "select exists (select 1 from obs_unit) or exists (select 1 from instrument)";
            if (connection.ExecuteScalar<bool>(sql))
                return false;
            connection.Execute(Read());
            return true;
        },
        cancellationToken);

    private static string Read()
    {
        var assembly = typeof(SqliteMainSeed).Assembly;
        var name = Array.Find(assembly.GetManifestResourceNames(), name => name.EndsWith(Resource, StringComparison.Ordinal))!;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
