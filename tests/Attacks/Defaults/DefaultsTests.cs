using System.Net;
using CcatOps.Attacks.Stage;
using CcatOps.TestBed;

namespace CcatOps.Attacks.Defaults;

internal sealed class DefaultsTests
{
    [TestCase("MAIN_DB_PASSWORD")]
    [TestCase("LOCAL_DB_PASSWORD")]
    public async Task The_database_password_that_the_documentation_prints_starts_nothing_in_production(string setting)
    {
        var settings = SiteSettings.OfMain(await AttackStage.GetAsync()).With(
            ("ASPNETCORE_ENVIRONMENT", "Production"), ("SECRET_KEY", "0123456789abcdef0123456789abcdef-of-attacks"), (setting, "ccat_ops_password"));
        await using var process = await ServiceProcess.StartAsync(ServiceProgram.Path, ["--urls", $"http://127.0.0.1:{FreePort.Next()}"], settings);

        Assert.That(await process.Exit.WaitAsync(TimeSpan.FromSeconds(120)), Is.EqualTo(78), process.Output);
    }

    [TestCase("", HttpStatusCode.OK)]
    [TestCase("127.0.0.1", HttpStatusCode.Unauthorized)]
    public async Task Metrics_are_open_on_loopback_only_where_no_proxy_is_trusted(string proxies, HttpStatusCode expected)
    {
        await using var site = await AttackedSite.StartAsync(
            SiteSettings.OfMain(await AttackStage.GetAsync()).With(("TRUSTED_PROXIES", proxies)));

        var (status, text) = await AttackedSite.SendAsync(site.Anonymous, HttpMethod.Get, "/metrics");

        Assert.That(status, Is.EqualTo(expected), text);
    }
}
