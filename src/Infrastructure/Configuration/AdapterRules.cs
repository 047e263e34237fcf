using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Configuration.Files;
using CcatOps.Infrastructure.Configuration.Table;
using static CcatOps.Infrastructure.Configuration.Table.SettingTable;

namespace CcatOps.Infrastructure.Configuration;

/// <summary>Which kinds of databases and buffer go together at one site.</summary>
internal static class AdapterRules
{
    public static SettingsFault? Databases(SettingValues values)
    {
        if (!IsSound(values, MainDatabase.Type, LocalDatabase.Type, MainDatabase.Name, LocalDatabase.Name))
            return null;

        return (values.Get(MainDatabase.Type), values.Get(LocalDatabase.Type)) switch
        {
            (DatabaseType.Sqlite, DatabaseType.PostgreSql) => values.Fault(
                LocalDatabase.Type,
                "MAIN_DB_TYPE is sqlite, and nothing replicates a SQLite file into PostgreSQL",
                "Set LOCAL_DB_TYPE=sqlite and LOCAL_DB_NAME to the same file, or MAIN_DB_TYPE=postgresql"),
            (DatabaseType.PostgreSql, DatabaseType.Sqlite) => values.Fault(
                LocalDatabase.Type,
                "MAIN_DB_TYPE is postgresql, and nothing replicates it into a SQLite file",
                "Set LOCAL_DB_TYPE=postgresql, or both types to sqlite"),
            (DatabaseType.Sqlite, DatabaseType.Sqlite) when PathOf(values, MainDatabase) != PathOf(values, LocalDatabase) => values.Fault(
                LocalDatabase.Name,
                "it is another file than MAIN_DB_NAME, and nothing replicates one SQLite file into another",
                "Use the name that MAIN_DB_NAME has"),
            _ => null,
        };
    }

    public static SettingsFault? Buffer(SettingValues values) =>
        IsSound(values, MainDatabase.Type, MainDatabase.Name, SettingTable.BufferType, BufferPath)
        && values.Get(SettingTable.BufferType) == Domain.Sites.BufferType.Sqlite
        && values.Get(MainDatabase.Type) == DatabaseType.Sqlite
        && Path.GetFullPath(values.Get(BufferPath)) == PathOf(values, MainDatabase)
            ? values.Fault(BufferPath, "it is the file of the main database", "Use a file of its own for the buffer")
            : null;

    private static bool IsSound(SettingValues values, params ReadOnlySpan<Setting> settings)
    {
        foreach (var setting in settings)
        {
            if (!values.IsSound(setting))
                return false;
        }

        return true;
    }

    private static string PathOf(SettingValues values, DatabaseSettings database) =>
        Path.GetFullPath(new DatabaseConfig { Type = DatabaseType.Sqlite, Name = values.Get(database.Name) }.File);
}
