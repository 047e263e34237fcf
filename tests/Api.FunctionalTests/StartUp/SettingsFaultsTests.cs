using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.StartUp;

internal sealed class SettingsFaultsTests
{
    private const int ConfigExitCode = 78;

    [Test]
    public async Task All_faults_are_told_at_once_each_with_its_source_and_its_remedy()
    {
        var run = await Command.RunAsync(
            new Settings().With(
                ("SITE_TYPE", "tertiary"), ("SITE_NAME", "Observatory!"), ("REDIS_PORT", "99999"), ("TRANSACTION_BUFFER_SIZE", "many")),
            new Dictionary<string, string> { ["config/settings.toml"] = "[default]\nsite_nam = \"x\"\n", [".env"] = "LSN_TIMEOUT=-1\n" });

        Assert.That(run.ExitCode, Is.EqualTo(ConfigExitCode));
        Assert.That(run.Output, Does.Contain("The settings have 6 faults:"));
        foreach (var named in new[]
        {
            "SITE_TYPE = tertiary", "SITE_NAME = Observatory!", "REDIS_PORT = 99999", "TRANSACTION_BUFFER_SIZE = many", "LSN_TIMEOUT = -1",
            "site_nam", "site_name", ".env", "settings.toml",
        })
        {
            Assert.That(run.Output, Does.Contain(named));
        }
    }

    [Test]
    public async Task Secrets_are_masked()
    {
        var run = await Command.RunAsync(
            new Settings().With(("ASPNETCORE_ENVIRONMENT", "Production"), ("SECRET_KEY", "too-short-a-secret"), ("MAIN_DB_PASSWORD", "hunter2")));
        Assert.That(run.ExitCode, Is.EqualTo(ConfigExitCode));
        Assert.That(run.Output, Does.Contain("SECRET_KEY").And.Not.Contain("too-short-a-secret").And.Not.Contain("hunter2"));
    }

    [TestCase("your-secret-key-change-in-production")]
    [TestCase("")]
    public async Task In_production_a_real_secret_key_is_demanded(string key)
    {
        var run = await Command.RunAsync(new Settings().With(("ASPNETCORE_ENVIRONMENT", "Production"), ("SECRET_KEY", key)));
        Assert.That(run.ExitCode, Is.EqualTo(ConfigExitCode));
        Assert.That(run.Output, Does.Contain("SECRET_KEY"));
    }

    [Test]
    public async Task Check_config_prints_where_each_value_comes_from_and_masks_secrets()
    {
        var run = await Command.RunAsync(
            new Settings().With(("SITE_NAME", "observatory"), ("MAIN_DB_PASSWORD", "hunter2")),
            new Dictionary<string, string> { [".env"] = "SITE_TYPE=secondary\n" },
            "--check-config");
        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Output, Does.Match(@"(?m)^SITE_NAME +observatory +environment").And.Match(@"(?m)^SITE_TYPE +secondary +\S*\.env"));
        Assert.That(run.Output, Does.Contain("MAIN_DB_PASSWORD").And.Not.Contain("hunter2"));
    }

    [Test]
    public async Task Check_config_of_wrong_settings_ends_as_the_service_would()
    {
        var run = await Command.RunAsync(new Settings().With(("SITE_TYPE", "tertiary")), "--check-config");
        Assert.That(run.ExitCode, Is.EqualTo(ConfigExitCode));
        Assert.That(run.Output, Does.Contain("SITE_TYPE = tertiary"));
    }

    [Test]
    public async Task Help_names_every_option()
    {
        var run = await Command.RunAsync(new Settings(), "--help");
        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.Output, Does.Contain("--check-config").And.Contain("--migrate").And.Contain("--output").And.Contain("--urls"));
        Assert.That(run.Output, Does.Contain("two-site").And.Contain("token").And.Match(@"Usage:\s+\./run\.sh "));
    }

    [TestCase("")]
    [TestCase("create")]
    public async Task Help_of_a_command_shows_what_a_person_types(string command)
    {
        var run = await Command.RunAsync(new Settings(), [.. $"token {command} --help".Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((0, run.Output)));
        Assert.That(run.Output, Does.Match($@"Usage:\s+\./run\.sh token {command}".TrimEnd()));
    }

    [TestCase(64, "--nonsense")]
    [TestCase(64, "token create --name x --role nonsense")]
    [TestCase(69, "token list")]
    [TestCase(69, "--migrate")]
    [TestCase(69, "--urls nonsense")]
    public async Task Exit_codes_are_those_that_the_help_names(int code, string arguments)
    {
        var unreachable = new Settings().With("MAIN_DB", FreePort.Next()).With("LOCAL_DB", FreePort.Next());
        var run = await Command.RunAsync(unreachable, arguments.Split(' '));
        Assert.That(run.ExitCode, Is.EqualTo(code), run.Output);
        Assert.That((await Command.RunAsync(new Settings(), "--help")).Output, Does.Match($@"Exit codes: .*\b{code} "));
    }

    [TestCase("--check-config")]
    [TestCase("--migrate")]
    [TestCase("--partition")]
    [TestCase("token list")]
    public async Task Every_command_ends_with_78_when_the_settings_are_wrong(string arguments) => Assert.That(
        (await Command.RunAsync(new Settings().With(("SITE_TYPE", "tertiary")), arguments.Split(' '))).ExitCode, Is.EqualTo(ConfigExitCode));

    [Test]
    public async Task A_slip_in_the_name_of_a_setting_starts_nothing()
    {
        var run = await Command.RunAsync(new Settings().With(("SITE_TYP", "secondary")));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((ConfigExitCode, run.Output)));
        Assert.That(run.Output, Does.Contain("Did you mean SITE_TYPE?"));
    }

    [Test]
    public async Task Another_programs_variable_with_a_prefix_of_ours_is_a_warning()
    {
        var run = await Command.RunAsync(new Settings().With(("SITE_PACKAGES", "/usr/lib/python3")), "--check-config");
        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Output, Does.Contain("Ignored: SITE_PACKAGES").And.Not.Contain("/usr/lib/python3"));
    }

    [Test]
    public async Task An_unknown_option_is_refused_by_name()
    {
        var run = await Command.RunAsync(new Settings(), "--migrat");
        Assert.That(run.ExitCode, Is.EqualTo(64));
        Assert.That(run.Output, Does.Contain("'--migrat'").And.Match(@"Did you mean[^\n]*\n--migrate\n").And.Contain("Usage:"));
    }
}
