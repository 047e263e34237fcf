using System.Diagnostics;
using System.Globalization;

namespace CcatOps.Deployment.Tests.Kits.Debian;

/// <summary>A folder that takes the place of a machine's root, with a database of packages of its own. Needs the rights of root.</summary>
internal sealed class DebianRoot : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("debian-root-");

    public DebianRoot()
    {
        // The account of the service must get through.
        folder.UnixFileMode = (UnixFileMode)0b111_101_101;
        foreach (var path in (string[])["etc", "var/lib/dpkg/info", "var/lib/dpkg/updates"])
            Directory.CreateDirectory(At(path));
        File.WriteAllText(At("var/lib/dpkg/status"), "");
    }

    public string At(string path) => Path.Combine(folder.FullName, path);

    /// <summary>The maintainer's scripts run on this root and not inside it, because it has no shell. It has no packages to depend on either.</summary>
    public Task<string> DpkgAsync(params string[] arguments) => Shell.CheckAsync(
        "dpkg", [$"--root={folder.FullName}", $"--log={At("dpkg.log")}", "--force-script-chrootless", "--force-depends", "--no-triggers", .. arguments]);

    public async Task<string> StatusAsync() =>
        await Shell.CheckAsync("dpkg-query", $"--admindir={At("var/lib/dpkg")}", "--show", "--showformat=${Status} ${Version}", "ccat-ops");

    /// <summary>The numbers of the account and the group that the package has made.</summary>
    public (string User, string Group) Account()
    {
        var fields = File.ReadLines(At("etc/passwd")).Single(line => line.StartsWith("ccat-ops:", StringComparison.Ordinal)).Split(':');
        return (fields[2], fields[3]);
    }

    /// <summary>Mode, account and group, in numbers.</summary>
    public async Task<string> AccessAsync(string path) => (await Shell.CheckAsync("stat", "--format=%a %u %g", At(path))).Trim();

    public void Dispose() => folder.Delete(recursive: true);
}

/// <summary>Packages of two versions, built once of the published service.</summary>
internal static class DebianPackages
{
    public const string Old = "0.1.0";
    public const string New = "0.2.0";

    private static readonly Lazy<Task<DirectoryInfo>> Built = new(BuildAsync);

    public static async Task<string> PathAsync(string version) =>
        (await Built.Value).EnumerateFiles($"ccat-ops_{version}_*.deb").Single().FullName;

    public static async Task DeleteAsync()
    {
        if (Built.IsValueCreated)
            (await Built.Value).Delete(recursive: true);
    }

    private static async Task<DirectoryInfo> BuildAsync()
    {
        var output = Directory.CreateTempSubdirectory("debian-packages-");
        var program = Environment.GetEnvironmentVariable("SERVICE_PROGRAM") is { Length: > 0 } published
            ? Path.GetDirectoryName(published)!
            : Path.Combine(Shell.Repository, "src", "Api", "bin", "Release", "net10.0");
        foreach (var version in (string[])[Old, New])
        {
            var start = new ProcessStartInfo(
                Path.Combine(Shell.Repository, "deploy", "deb", "build.sh"), ["--published", program, "--version", version, "--output", output.FullName]);
            // The package is not sent anywhere.
            (start.Environment["DPKG_DEB_COMPRESSOR_TYPE"], start.Environment["DPKG_DEB_COMPRESSOR_LEVEL"]) = ("gzip", 1.ToString(CultureInfo.InvariantCulture));
            var (code, printed) = await Shell.RunAsync(start);
            Assert.That(code, Is.Zero, printed);
        }

        return output;
    }
}
