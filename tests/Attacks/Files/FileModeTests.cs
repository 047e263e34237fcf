using CcatOps.Attacks.Stage;

namespace CcatOps.Attacks.Files;

internal sealed class FileModeTests
{
    private const UnixFileMode OfOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [TestCase("JOURNAL_PATH", "kept/journal")]
    [TestCase("BUFFER_TYPE", "sqlite")]
    public async Task What_the_service_stores_is_its_users_alone_and_made_so_at_the_start(string setting, string value)
    {
        var settings = SiteSettings.OfTelescope(await AttackStage.GetAsync(), $"files-{value[..4]}").With((setting, value));
        var site = await AttackedSite.StartAsync(settings);
        await AttackedSite.SendAsync(site.Admin, HttpMethod.Post, "/executed_obs_units/start", new { obs_unit_id = 1 });
        var folder = await site.LeaveAsync();
        Assert.That(OpenIn(folder), Is.Empty);

        foreach (var path in Stored(folder))
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherRead);
        await using var again = await AttackedSite.StartAsync(settings, folder);
        Assert.That(OpenIn(folder).Where(File.Exists), Is.Empty);
        Assert.That(again.Process.Output, Does.Contain("Other users of this machine could use"));
    }

    private static IEnumerable<string> OpenIn(string folder) => Stored(folder).Where(path => (File.GetUnixFileMode(path) & OfOthers) != 0);

    private static IReadOnlyList<string> Stored(string folder)
    {
        var stored = Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories);
        Assert.That(stored, Is.Not.Empty);
        return stored;
    }
}
