using System.Text.RegularExpressions;
using CcatOps.Infrastructure.Configuration;

namespace CcatOps.Deployment.Tests.Kits.Systemd;

/// <summary>deploy/systemd, by the programs of systemd, which need no systemd that runs.</summary>
internal sealed partial class UnitTests
{
    private DirectoryInfo root = null!;

    [SetUp]
    public void MakeRoot()
    {
        root = Directory.CreateTempSubdirectory("systemd-");
        Directory.CreateDirectory(Path.Combine(root.FullName, "etc"));
    }

    [TearDown]
    public void DeleteRoot() => root.Delete(recursive: true);

    [Test]
    public async Task The_unit_is_valid()
    {
        var unit = Path.Combine(root.FullName, "ccat-ops.service");
        await File.WriteAllTextAsync(unit, (await UnitAsync()).Replace("/usr/bin/ccat-ops", "/bin/true", StringComparison.Ordinal));

        var (code, output) = await Shell.RunAsync("systemd-analyze", "verify", "--man=no", unit);

        Assert.That(output, Is.Empty);
        Assert.That(code, Is.Zero);
    }

    [Test]
    public async Task The_exposure_of_the_unit_is_at_most_1_5_of_10() =>
        await Shell.CheckAsync("systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", Shell.Deploy("systemd", "ccat-ops.service"));

    [Test]
    public async Task The_unit_waits_for_the_service_and_restarts_one_that_hangs_but_none_that_is_set_wrongly()
    {
        var unit = await UnitAsync();

        Assert.That(unit, Does.Contain("Type=notify"));
        Assert.That(unit, Does.Match(@"WatchdogSec=\d+"));
        Assert.That(unit, Does.Contain("Restart=always"));
        Assert.That(unit, Does.Contain($"RestartPreventExitStatus={SettingsResult.RefusedExitCode}"));
    }

    [Test]
    public async Task The_account_and_the_folders_are_made_and_made_again()
    {
        Install("ccat-ops.sysusers.conf", "sysusers.d");
        Install("ccat-ops.tmpfiles.conf", "tmpfiles.d");
        for (var run = 0; run < 2; run++)
        {
            await Shell.CheckAsync("systemd-sysusers", $"--root={root.FullName}", "ccat-ops.conf");
            await Shell.CheckAsync("systemd-tmpfiles", $"--root={root.FullName}", "--create", "ccat-ops.conf");
        }

        var account = Account().Match(await File.ReadAllTextAsync(Path.Combine(root.FullName, "etc", "passwd")));
        Assert.That(account.Success, Is.True);
        Assert.That(await OwnerOfAsync("etc/ccat-ops"), Is.EqualTo($"750 0 {account.Groups[1]}"));
        Assert.That(await OwnerOfAsync("var/lib/ccat-ops"), Is.EqualTo($"700 {account.Groups[1]} {account.Groups[1]}"));
    }

    private void Install(string file, string folder) =>
        File.Copy(Shell.Deploy("systemd", file), Path.Combine(Directory.CreateDirectory(Path.Combine(root.FullName, "usr", "lib", folder)).FullName, "ccat-ops.conf"));

    private async Task<string> OwnerOfAsync(string path) =>
        (await Shell.CheckAsync("stat", "--format=%a %u %g", Path.Combine(root.FullName, path))).Trim();

    private static Task<string> UnitAsync() => File.ReadAllTextAsync(Shell.Deploy("systemd", "ccat-ops.service"));

    [GeneratedRegex(@"^ccat-ops:[^:]*:(\d+):\1:", RegexOptions.Multiline)]
    private static partial Regex Account();
}
