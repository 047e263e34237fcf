using System.Diagnostics;

namespace CcatOps.Browser.Stage;

internal static class Repository
{
    private static readonly Lazy<Task<string>> axe = new(ReadAxeAsync);

    public static string Root { get; } = FindRoot();

    public static string Images => Path.Combine(Root, "docs", "images");

    /// <summary>Returns the script of axe-core, in the version that is locked, from npm.</summary>
    public static Task<string> AxeAsync() => axe.Value;

    private static async Task<string> ReadAxeAsync()
    {
        var folder = Path.Combine(Root, "tests", "Browser", "axe");
        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]))!;
        await npm.WaitForExitAsync();
        Assert.That(npm.ExitCode, Is.Zero, "npm ci should install axe-core");
        return await File.ReadAllTextAsync(Path.Combine(folder, "node_modules", "axe-core", "axe.min.js"));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CcatOps.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("No CcatOps.sln above the tests.");
    }
}
