using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CcatOps.Deployment.Tests.Kits.Debian;

/// <summary>The package of deploy/deb/build.sh, without the compressor that takes long and without a systemd that runs.</summary>
internal sealed class DebianPackageTests
{
    [OneTimeTearDown]
    public Task DeletePackages() => DebianPackages.DeleteAsync();

    [Test]
    public async Task It_is_installed_started_updated_and_removed_and_its_data_is_kept()
    {
        using var root = new DebianRoot();
        await root.DpkgAsync("--install", await DebianPackages.PathAsync(DebianPackages.Old));
        Assert.That(await root.StatusAsync(), Is.EqualTo($"install ok installed {DebianPackages.Old}"));
        // Two SQLite files need no server.
        await File.AppendAllTextAsync(root.At("etc/ccat-ops/ccat-ops.env"), "CCATOPS_ENV=embedded\n");
        await File.AppendAllTextAsync(root.At("etc/ccat-ops/settings.toml"), "# ours\n");
        var settings = await File.ReadAllTextAsync(root.At("etc/ccat-ops/ccat-ops.env"));

        string token;
        Uri record;
        await using (var service = await InstalledService.StartAsync(root))
        {
            service.Use(token = await service.FirstTokenAsync());
            using var made = await service.Client.PostAsJsonAsync("/executed_obs_units/start", new { obs_unit_id = 1 });
            record = made.EnsureSuccessStatusCode().Headers.Location!;
            Assert.That(await service.StopAsync(), Is.Zero);
        }

        await root.DpkgAsync("--install", await DebianPackages.PathAsync(DebianPackages.New));
        Assert.That(await root.StatusAsync(), Is.EqualTo($"install ok installed {DebianPackages.New}"));
        Assert.That(await File.ReadAllTextAsync(root.At("etc/ccat-ops/ccat-ops.env")), Is.EqualTo(settings));
        Assert.That(await File.ReadAllTextAsync(root.At("etc/ccat-ops/settings.toml")), Does.EndWith("# ours\n"));
        await ReadAsync(root, token, record);

        await root.DpkgAsync("--remove", "ccat-ops");
        Assert.That(Directory.Exists(root.At("usr/lib/ccat-ops")), Is.False);
        Assert.That(File.Exists(root.At("etc/ccat-ops/settings.toml")), Is.True);

        await root.DpkgAsync("--install", await DebianPackages.PathAsync(DebianPackages.New));
        await ReadAsync(root, token, record);

        await root.DpkgAsync("--purge", "ccat-ops");
        Assert.That(Directory.Exists(root.At("etc/ccat-ops")), Is.False);
        Assert.That(Directory.EnumerateFiles(root.At("var/lib/ccat-ops/data")), Is.Not.Empty);
    }

    [Test]
    public async Task Only_administrators_change_the_settings_and_only_the_service_reads_its_data()
    {
        using var root = new DebianRoot();
        await root.DpkgAsync("--install", await DebianPackages.PathAsync(DebianPackages.Old));

        var (user, group) = root.Account();
        Assert.That(await root.AccessAsync("etc/ccat-ops"), Is.EqualTo($"750 0 {group}"));
        Assert.That(await root.AccessAsync("etc/ccat-ops/ccat-ops.env"), Is.EqualTo($"640 0 {group}"));
        Assert.That(await root.AccessAsync("etc/ccat-ops/settings.toml"), Is.EqualTo($"640 0 {group}"));
        Assert.That(await root.AccessAsync("var/lib/ccat-ops"), Is.EqualTo($"700 {user} {group}"));
    }

    [Test]
    public async Task Each_installation_makes_its_own_secret()
    {
        var secrets = new List<string>();
        for (var installation = 0; installation < 2; installation++)
        {
            using var root = new DebianRoot();
            await root.DpkgAsync("--install", await DebianPackages.PathAsync(DebianPackages.Old));
            secrets.Add(File.ReadLines(root.At("etc/ccat-ops/ccat-ops.env")).Single(line => line.StartsWith("SECRET_KEY=", StringComparison.Ordinal)));
        }

        Assert.That(secrets, Is.Unique);
        Assert.That(secrets, Has.All.Length.GreaterThan(64));
    }

    [Test]
    public async Task It_belongs_to_root_has_no_file_that_others_write_and_names_what_it_needs()
    {
        var package = await DebianPackages.PathAsync(DebianPackages.Old);
        var contents = (await Shell.CheckAsync("dpkg-deb", "--contents", package)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(contents, Has.All.Match("^(l|.{8}[^w]).* root/root "));
        foreach (var path in (string[])["usr/bin/ccat-ops -> ../lib/ccat-ops/CcatOps.Api", "lib/systemd/system/ccat-ops.service", "usr/share/doc/ccat-ops/copyright"])
            Assert.That(contents, Has.Some.EndsWith($"./{path}"));
        Assert.That(await Shell.CheckAsync("dpkg-deb", "--field", package, "Depends"), Does.Contain("aspnetcore-runtime-10.0").And.Contain("systemd"));
        Assert.That(await Shell.CheckAsync("dpkg-deb", "--info", package, "conffiles"), Is.EqualTo("/etc/ccat-ops/settings.toml\n/etc/default/ccat-ops\n"));
    }

    private static async Task ReadAsync(DebianRoot root, string token, Uri record)
    {
        await using var service = await InstalledService.StartAsync(root);
        service.Use(token);
        var read = await service.Client.GetFromJsonAsync<JsonObject>(record);
        Assert.That((int?)read!["obs_unit_id"], Is.EqualTo(1));
        Assert.That(await service.StopAsync(), Is.Zero);
    }
}
