namespace CcatOps.TestBed.Processes;

/// <summary>Finds the programs that the test bed runs.</summary>
internal static class Programs
{
    private const string PostgresFolder = "/usr/lib/postgresql";

    /// <exception cref="FileNotFoundException">It is absent; the message names the Debian package that has it.</exception>
    public static string Find(string name, string debianPackage) =>
        InPath(name) ?? throw Missing(name, debianPackage);

    /// <summary>Debian keeps PostgreSQL's programs out of PATH, a folder per major version; the newest is taken.</summary>
    public static string FindPostgres(string name) =>
        PostgresVersions().Select(version => Path.Combine(PostgresFolder, version, "bin", name)).FirstOrDefault(File.Exists)
        ?? InPath(name)
        ?? throw Missing(name, "postgresql");

    private static IEnumerable<string> PostgresVersions() => Directory.Exists(PostgresFolder)
        ? new DirectoryInfo(PostgresFolder).EnumerateDirectories().Select(folder => folder.Name)
            .Where(name => int.TryParse(name, out _))
            .OrderByDescending(name => int.Parse(name, System.Globalization.CultureInfo.InvariantCulture))
        : [];

    private static string? InPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static FileNotFoundException Missing(string name, string debianPackage) =>
        new($"The program '{name}' is missing. Install it with: apt-get install {debianPackage}", name);
}
