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
