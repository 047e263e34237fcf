using CcatOps.TestBed.Processes;

namespace CcatOps.TestBed;

/// <summary>The programs that must be installed besides .NET.</summary>
public static class Requirements
{
    /// <summary>The Debian packages of the programs that are absent.</summary>
    public static IReadOnlyList<string> MissingPackages() =>
    [
        .. PackageUnless("postgresql", () => Programs.FindPostgres("initdb")),
        .. PackageUnless("redis-server", () => Programs.Find("redis-server", "redis-server")),
        .. PackageUnless("sqlite3", () => Programs.Find("sqlite3", "sqlite3")),
        .. PackageUnless("gcc", () => Programs.Find("gcc", "gcc")),
        .. PackageUnless("util-linux", () => Programs.Find("setpriv", "util-linux")),
    ];

    private static string[] PackageUnless(string package, Func<string> find)
    {
        try
        {
            find();
            return [];
        }
        catch (FileNotFoundException)
        {
            return [package];
        }
    }
}
