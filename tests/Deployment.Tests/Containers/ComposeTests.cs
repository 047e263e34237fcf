using System.Text.RegularExpressions;
using CcatOps.Infrastructure.Configuration;

namespace CcatOps.Deployment.Tests.Containers;

internal sealed partial class ComposeTests
{
    private static readonly string[] Apis = ["main-api", "secondary-api"];

    [Test]
    public void The_stage_has_both_databases_the_buffer_and_both_services() =>
        Assert.That(Compose.Services.Keys, Is.EquivalentTo(["main-db", "replica-db", "buffer", .. Apis]));

    [TestCaseSource(nameof(Apis))]
    public void Each_variable_of_a_service_is_a_setting(string api)
    {
        var settings = SettingsReference.Rows.Select(row => row.Name);

        Assert.That(Compose.EnvironmentOf(api).Keys.Where(name => !name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)), Is.SubsetOf(settings));
    }

    [TestCaseSource(nameof(Apis))]
    public void A_secret_comes_from_the_file_of_secrets_and_never_from_this_one(string api)
    {
        var secrets = SettingsReference.Rows.Where(row => row.IsSecret).Select(row => row.Name).ToHashSet();

        foreach (var (name, value) in Compose.EnvironmentOf(api).Where(variable => secrets.Contains(variable.Key)))
            Assert.That(value, Does.Match(@"^\$\{[A-Z_]+:\?.+\}$"), name);
    }

    [TestCaseSource(nameof(Apis))]
    public void A_service_runs_on_a_root_file_system_that_is_read_only(string api) =>
        Assert.That(Compose.Services[api]["read_only"], Is.EqualTo("true"));

    [Test]
    public void Every_container_is_bounded_in_memory_and_drops_its_capabilities()
    {
        foreach (var (name, service) in Compose.Services)
        {
            Assert.That(service["mem_limit"], Does.Match("^[0-9]+[mg]$"), name);
            Assert.That(Compose.List(service["cap_drop"]), Is.EqualTo(["ALL"]), name);
            Assert.That(Compose.List(service["security_opt"]), Does.Contain("no-new-privileges:true"), name);
        }
    }

    [Test]
    public void The_restore_of_packages_is_locked() => Assert.That(
        File.ReadAllText(Path.Combine(Compose.Folder, "Dockerfile")), Does.Contain("--locked-mode").And.Contain("--no-restore"));

    [Test]
    public void The_account_of_the_services_does_not_own_the_database() => Assert.That(
        File.ReadAllText(Path.Combine(Compose.Folder, "postgres", "primary-init.sh")),
        Does.Contain("create database ccat_ops_db owner ccatops_migrate").And.Not.Contain("owner ccat_ops_user"));

    [Test]
    public void Every_container_restarts_and_is_watched()
    {
        foreach (var (name, service) in Compose.Services)
        {
            Assert.That(service, Does.ContainKey("restart"), name);
            Assert.That(Compose.Map(service["healthcheck"]), Does.ContainKey("test"), name);
        }
    }

    [Test]
    public void Every_image_has_an_exact_tag()
    {
        var images = Compose.Services.Values.Select(service => (string)service["image"])
            .Concat(BaseImage().Matches(File.ReadAllText(Path.Combine(Compose.Folder, "Dockerfile"))).Select(match => match.Groups[1].Value));

        Assert.That(images, Has.All.Match(@":\d+\.\d+(\.\d+)?(-[a-z]+)?$"));
    }

    [Test]
    public void Every_file_that_is_mounted_is_there_and_can_be_run()
    {
        var mounted = Compose.Services.Values
            .Where(service => service.ContainsKey("volumes"))
            .SelectMany(service => Compose.List(service["volumes"]))
            .Where(volume => volume.StartsWith("./", StringComparison.Ordinal))
            .Select(volume => Path.Combine(Compose.Folder, volume.Split(':')[0]));

        foreach (var path in mounted)
            Assert.That(File.GetUnixFileMode(path) & UnixFileMode.OtherExecute, Is.Not.Zero, path);
    }

    [Test]
    public void Networks_and_volumes_that_are_named_are_declared()
    {
        var file = Compose.Read();
        foreach (var service in Compose.Services.Values)
        {
            Assert.That(Compose.List(service["networks"]), Is.SubsetOf(Compose.Map(file["networks"]).Keys));
            var volumes = service.TryGetValue("volumes", out var list) ? Compose.List(list) : [];
            Assert.That(volumes.Select(volume => volume.Split(':')[0]).Where(name => name[0] != '.'), Is.SubsetOf(Compose.Map(file["volumes"]).Keys));
        }
    }

    [Test]
    public void The_example_of_secrets_names_each_that_is_asked_for()
    {
        var named = File.ReadLines(Path.Combine(Compose.Folder, ".env.example"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('=')[0]);
        var asked = Asked().Matches(File.ReadAllText(Path.Combine(Compose.Folder, "compose.yaml"))).Select(match => match.Groups[1].Value).Distinct();

        Assert.That(named, Is.EquivalentTo(asked));
    }

    [Test]
    public void The_example_of_secrets_is_refused_outside_development()
    {
        var environment = File.ReadLines(Path.Combine(Compose.Folder, ".env.example"))
            .Where(line => line.StartsWith("SECRET_KEY=", StringComparison.Ordinal))
            .ToDictionary(_ => "SECRET_KEY", line => line.Split('=')[1]);
        var nowhere = TestContext.CurrentContext.WorkDirectory;

        var result = ConfigurationLoader.Load(new(environment, nowhere, nowhere, IsDevelopment: false));

        Assert.That(result.ToString(), Does.Contain("placeholder"));
    }

    [Test]
    public void The_telescopes_journal_is_on_a_volume()
    {
        const string workingDirectory = "/app";
        var loaded = ConfigurationLoader.Load(
            new(Compose.EnvironmentOf("secondary-api"), workingDirectory, workingDirectory, IsDevelopment: false)) as SettingsResult.Loaded;
        var journal = Path.GetFullPath(loaded!.Settings.Site.TransactionBuffering.JournalPath, workingDirectory);

        var volumes = Compose.List(Compose.Services["secondary-api"]["volumes"]).Select(volume => $"{volume.Split(':')[1]}/");

        Assert.That(volumes.Any(volume => journal.StartsWith(volume, StringComparison.Ordinal)), Is.True, journal);
    }

    [GeneratedRegex(@"^FROM (\S+)", RegexOptions.Multiline)]
    private static partial Regex BaseImage();

    [GeneratedRegex(@"\$\{([A-Z_]+)")]
    private static partial Regex Asked();
}
