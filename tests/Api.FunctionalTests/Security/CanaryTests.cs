using System.Text;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.Infrastructure.Configuration;
using CcatOps.TestBed;
using Settings = CcatOps.Api.FunctionalTests.Stage.Settings;

namespace CcatOps.Api.FunctionalTests.Security;

/// <summary>Every secret is a text that can be looked for, in all that the service prints and answers, at its most talkative.</summary>
internal sealed class CanaryTests
{
    private const string Canary = "c4n4ry";

    private static readonly string[] Talkative = ["--Logging:LogLevel:Default", "Trace", "--Logging:LogLevel:Microsoft", "Trace"];

    private static readonly string[] Paths =
    [
        "/health", "/health/ready", "/metrics", "/api/site/info", "/api/buffer", "/api/replication", "/api/audit", "/api/transactions",
        "/executed_obs_units", "/raw_data_files", "/obs_unit", "/openapi/v1.json", "/docs/", "/no/such/thing", "/executed_obs_units/1?limit=x",
    ];

    private readonly StringBuilder seen = new();
    private TwoSiteStage stage = null!;

    private static IEnumerable<(string Name, string Value)> Secrets =>
        SettingsReference.Rows.Where(row => row.IsSecret).Select(row => (row.Name, $"{Canary} for a setting of 32 bytes or more"));

    [OneTimeSetUp]
    public async Task Start()
    {
        var password = Secrets.First().Value;
        stage = await Scenery.StartAsync(new() { Redis = new() { Password = password } });
        await stage.Primary.ExecuteAsync($"alter role {PostgresNode.User} password '{password}'");
        await stage.Replica.CatchUpAsync();
    }

    [OneTimeTearDown]
    public Task Stop() => stage.DisposeAsync().AsTask();

    [Test]
    public async Task A_service_that_works_shows_no_secret()
    {
        await using var site = await Site.StartAsync(WithCanaries(), with: Talkative);
        var execution = await site.StartedAsync();
        await site.RegisterFileAsync(execution);
        await site.StartAsync(obsUnit: 900_003);
        await site.SendTextAsync(HttpMethod.Post, "/executed_obs_units/start", "not json");
        await AskEverythingAsync(site);
        AssertSilence(site);
    }

    [Test]
    public async Task Nor_does_one_whose_passwords_are_refused()
    {
        await using var site = await Site.StartAsync(
            WithCanaries().With(
                ("MAIN_DB_PASSWORD", $"{Canary} but wrong"), ("LOCAL_DB_PASSWORD", $"{Canary} but wrong"), ("REDIS_PASSWORD", $"{Canary} but wrong")),
            untilReady: false, with: Talkative);
        await site.StartAsync();
        await AskEverythingAsync(site);
        AssertSilence(site);
    }

    [Test]
    public async Task Nor_one_whose_servers_go_away()
    {
        await using var site = await Site.StartAsync(WithCanaries(), with: Talkative);
        await stage.Redis.StopAsync();
        await stage.Replica.StopAsync();
        await stage.Primary.StopAsync();
        try
        {
            await site.StartAsync();
            await AskEverythingAsync(site);
            AssertSilence(site);
        }
        finally
        {
            await stage.Primary.StartAsync();
            await stage.Replica.StartAsync();
            await stage.Redis.StartAsync();
        }
    }

    [TestCase("--check-config")]
    [TestCase("--check-config", "--output", "json")]
    [TestCase("--migrate")]
    [TestCase("--check-config", "--environment", "Production")]
    [TestCase("--urls", "https://localhost:0")]
    [TestCase("--urls", "not an address")]
    public async Task Nor_does_the_command_line(params string[] arguments)
    {
        var run = await Command.RunAsync(
            WithCanaries().With(("MAIN_DB_PORT", "1"), ("TLS_CERTIFICATE_PATH", "/dev/null"), ("TLS_KEY_PATH", "/dev/null")), arguments);
        Assert.That(run.Output, Does.Not.Contain(Canary));
    }

    [Test]
    public async Task Nor_do_settings_that_are_refused()
    {
        var run = await Command.RunAsync(WithCanaries().With(("SITE_TYPE", "wrong"), ("SECRET_KEY_FILE", "/no/such/file")));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((78, run.Output.Replace(Canary, "", StringComparison.Ordinal))));
    }

    private Settings WithCanaries() => Site.SecondarySettings(stage)
        .With([.. Secrets])
        .With(("SITE_NAME", "canary"), ("GITHUB_CLIENT_ID", "canary"), ("GITHUB_ORG_NAME", "canary"));

    private async Task AskEverythingAsync(Site site)
    {
        foreach (var path in Paths)
        {
            var answer = await site.AskAsync(path);
            seen.AppendLine(answer.Text).AppendLine(answer.Headers.ToString());
        }
    }

    private void AssertSilence(Site site)
    {
        Assert.That(site.Process.Output, Does.Contain("dbug:"), "it should have been talkative");
        var all = $"{seen}\n{site.Process.Output}";
        var at = all.IndexOf(Canary, StringComparison.Ordinal);
        Assert.That(at, Is.Negative, () => all[Math.Max(0, at - 300)..Math.Min(all.Length, at + 100)]);
    }
}
