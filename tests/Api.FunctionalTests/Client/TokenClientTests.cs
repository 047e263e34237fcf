using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Client;

internal sealed class TokenClientTests
{
    private PostgresServer main = null!;
    private Site site = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        main = await PostgresServer.CreateAsync();
        await Scenery.MigrateAsync(main);
        site = await Site.StartMainAsync(main);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await site.DisposeAsync();
        await main.DisposeAsync();
    }

    [Test]
    public async Task A_token_is_made_used_rotated_and_revoked_over_http()
    {
        var made = await Ccatops.AskAsync(site, "token", "create", "--name", "pipeline", "--scopes", "read:transactions", "--expires-in", "2d", "--note", "a test");
        Assert.That(made.Code, Is.Zero, made.ToString());
        var value = made.Lines.Single();
        Assert.That(value, Does.StartWith("ops_api_token_"));
        Assert.That(made.Notes, Does.Contain("read:transactions").And.Contain("not shown again").And.Not.Contain(value));
        Assert.That((await Ccatops.RunAsync(Ccatops.Of(site, value), null, "tx", "list")).Code, Is.Zero);

        var list = await Ccatops.AskAsync(site, "token", "list", "--output", "csv");
        var prefix = value[..22];
        Assert.That(list.Data, Does.Match($"(?m)^{prefix},[^,]*pipeline,20.*read:transactions,a test,").And.Not.Contain(value));

        var rotated = await Ccatops.AskAsync(site, "token", "rotate", prefix, "--output", "json");
        Assert.That(rotated.Code, Is.Zero, rotated.ToString());
        var renewed = rotated.Json.Text("token")!;
        Assert.That((await Ccatops.RunAsync(Ccatops.Of(site, value), null, "tx", "list")).Code, Is.EqualTo(3), "the old value ended");
        Assert.That((await Ccatops.RunAsync(Ccatops.Of(site, renewed), null, "tx", "list")).Code, Is.Zero);

        var revoked = await Ccatops.AskAsync(site, "token", "revoke", renewed[14..22], "--reason", "a test");
        Assert.That(revoked.Code, Is.Zero, revoked.ToString());
        Assert.That((await Ccatops.RunAsync(Ccatops.Of(site, renewed), null, "tx", "list")).Code, Is.EqualTo(3));
    }

    [Test]
    public async Task An_unknown_prefix_is_exit_code_4() =>
        Assert.That((await Ccatops.AskAsync(site, "token", "revoke", "nosuchtoken")).Code, Is.EqualTo(4));

    [Test]
    public async Task Without_an_address_the_databases_of_the_site_are_used()
    {
        var settings = new Settings { ["SITE_NAME"] = "cologne", ["SITE_TYPE"] = "main" }.With("MAIN_DB", main.Port).With("LOCAL_DB", main.Port);

        var run = await Ccatops.RunAsync(settings, null, "token", "list");

        Assert.That(run.Code, Is.Zero, run.ToString());
        Assert.That(run.Notes, Does.Contain("Site cologne, database"));
    }
}
