using System.Diagnostics;

namespace CcatOps.Deployment.Tests.Kits.Debian;

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
            (start.Environment["DPKG_DEB_COMPRESSOR_TYPE"], start.Environment["DPKG_DEB_COMPRESSOR_LEVEL"]) = ("gzip", "1");
            var (code, printed) = await Shell.RunAsync(start);
            Assert.That(code, Is.Zero, printed);
        }

        return output;
    }
}
