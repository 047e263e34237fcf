using System.Net;
using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Access;

/// <summary>Tokens at a main site and at a telescope, from the command line and over HTTP.</summary>
internal sealed class TokenTests
{
    /// <summary>For which what was found is remembered, and a little more.</summary>
    private Task<Answer> RotateAsync(string token, JsonObject other) =>
        SendAsync(cologne, token, HttpMethod.Post, $"/api/tokens/{other.Text("id")}/rotate", "{}");

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    private TwoSiteStage stage = null!;
    private Site cologne = null!;
    private Site observatory = null!;
    private string journal = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await Scenery.StartAsync();
        cologne = await Site.StartMainAsync(stage.Primary);
        journal = Directory.CreateTempSubdirectory("ccatops-journal-").FullName;
        observatory = await Site.StartSecondaryAsync(stage, ("JOURNAL_PATH", journal));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await observatory.DisposeAsync();
        await cologne.DisposeAsync();
        await stage.DisposeAsync();
        Directory.Delete(journal, recursive: true);
    }

    [Test]
    public async Task A_first_administrator_is_made_on_the_main_sites_machine_and_reaches_the_telescope()
    {
        var run = await Command.RunAsync(
            MainSettings(), "token", "create", "--role", "admin", "--name", "first", "--expires-in", "90d", "--output", "json");

        Assert.That(run.ExitCode, Is.Zero, run.Output);
        var made = JsonNode.Parse(run.Output)!.AsObject();
        Assert.That(made.Select(field => field.Key), Is.EqualTo(new[] { "id", "token", "prefix", "expires_at" }));
        var token = made.Text("token")!;
        Assert.That(token, Does.Match("^ops_api_token_[A-Za-z0-9_-]{43}[A-Za-z0-9]{6}$").And.StartWith(made.Text("prefix")!));
        Assert.That(DateTimeOffset.Parse(made.Text("expires_at")!), Is.EqualTo(TimeProvider.System.GetUtcNow().AddDays(90)).Within(TimeSpan.FromMinutes(5)));
        Assert.That((await AskAsync(cologne, token, "/api/tokens")).Status, Is.EqualTo(HttpStatusCode.OK));
        await Eventually.AssertAsync(
            () => AskAsync(observatory, token, "/api/tokens"), answer => answer.Status == HttpStatusCode.OK, Bound, "it should be replicated");
    }

    [Test]
    public async Task A_token_is_used_rotated_and_revoked_and_its_value_is_shown_once()
    {
        var made = await cologne.PostAsync("/api/tokens/", new { name = "pipeline", scopes = new[] { "read:observations" }, expires_in = "12h" });
        var (id, token) = (made.Text("id")!, made.Text("token")!);
        Assert.That((await AskAsync(cologne, token, "/executed_obs_units")).Status, Is.EqualTo(HttpStatusCode.OK));
        var denied = await AskAsync(cologne, token, "/api/audit");
        Assert.That(denied.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(denied.Text, Does.Contain("view:audit").And.Contain("admin/pipeline"));

        var rotated = await cologne.PostAsync($"/api/tokens/{id}/rotate", new { }, HttpStatusCode.OK);
        Assert.That((await AskAsync(cologne, token, "/executed_obs_units")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((await AskAsync(cologne, rotated.Text("token")!, "/executed_obs_units")).Status, Is.EqualTo(HttpStatusCode.OK));

        var list = (await cologne.AskAsync("/api/tokens?limit=1000")).Text;
        Assert.That(list, Does.Contain(rotated.Text("prefix")!).And.Not.Contain(rotated.Text("token")!).And.Not.Contain("hash"));

        Assert.That((await cologne.SendAsync(HttpMethod.Delete, $"/api/tokens/{id}?reason=done")).Status, Is.EqualTo(HttpStatusCode.OK));
        var after = await AskAsync(cologne, rotated.Text("token")!, "/executed_obs_units");
        Assert.That(after.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(after.Header("WWW-Authenticate"), Is.EqualTo("Bearer error=\"invalid_token\""));
        var audit = await cologne.GetAsync($"/api/audit?action=revoke");
        Assert.That(audit["items"]!.AsArray().Single(item => item.Text("details", "token_id") == id).Text("remote_address"), Is.EqualTo("127.0.0.1"));
    }

    [Test]
    public async Task A_token_rotates_itself_and_nothing_that_may_do_more()
    {
        var broad = await cologne.PostAsync("/api/tokens/", new { name = "broad", scopes = new[] { "read:observations" } });
        var narrow = await cologne.PostAsync("/api/tokens/", new { name = "narrow", scopes = new[] { "manage:tokens" } });
        var token = narrow.Text("token")!;

        var denied = await RotateAsync(token, broad);
        Assert.That((denied.Status, denied.Problem), Is.EqualTo((HttpStatusCode.Forbidden, "forbidden")));
        Assert.That(denied.Text, Does.Contain("read:observations").And.Contain("admin/narrow"));
        Assert.That((await RotateAsync(token, narrow)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await AskAsync(cologne, broad.Text("token")!, "/executed_obs_units")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("admin")]
    [TestCase("observer")]
    [TestCase("viewer")]
    public async Task A_role_that_may_do_more_than_the_caller_is_not_given(string role)
    {
        var made = await cologne.PostAsync("/api/tokens/", new { name = "users", scopes = new[] { "manage:users", "manage:tokens" } });
        var denied = await SendAsync(
            cologne, made.Text("token")!, HttpMethod.Post, "/api/tokens/", $$"""{"name":"mine","owner":"somebody","role":"{{role}}"}""");
        Assert.That((denied.Status, denied.Problem), Is.EqualTo((HttpStatusCode.Forbidden, "forbidden")), denied.Text);
    }

    [Test]
    public async Task A_revocation_at_main_is_seen_at_the_telescope_that_has_let_the_token_in()
    {
        var made = await cologne.PostAsync("/api/tokens/", new { name = "shortlived" });
        await Eventually.AssertAsync(
            () => AskAsync(observatory, made.Text("token")!, "/executed_obs_units"), answer => answer.Status == HttpStatusCode.OK, Bound, "known");

        await cologne.SendAsync(HttpMethod.Delete, $"/api/tokens/{made.Text("id")}");

        await Eventually.AssertAsync(
            () => AskAsync(observatory, made.Text("token")!, "/executed_obs_units"),
            answer => answer.Status == HttpStatusCode.Unauthorized, Bound, "it should be refused after what was remembered has aged");
    }

    [Test]
    public async Task With_the_link_down_an_emergency_token_records_observations_and_main_hears_of_it()
    {
        stage.OceanToMain.Cut();
        stage.OceanToReplica.Cut();
        string token;
        try
        {
            var run = await Command.RunAsync(
                Site.SecondarySettings(stage).With(("JOURNAL_PATH", journal)),
                "token", "emergency", "--hours", "2", "--reason", "the cable is cut", "--output", "json");
            Assert.That(run.ExitCode, Is.Zero, run.Output);
            token = JsonNode.Parse(run.Output).Text("token")!;

            var started = await SendAsync(observatory, token, HttpMethod.Post, "/executed_obs_units/start", """{"obs_unit_id": 1}""");
            Assert.That(started.Status, Is.EqualTo(HttpStatusCode.Created), started.Text);
            Assert.That((await AskAsync(observatory, token, "/executed_obs_units")).Status, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That((await AskAsync(observatory, TestTokens.Of("service"), "/executed_obs_units")).Status, Is.EqualTo(HttpStatusCode.OK));
            Assert.That((await observatory.AskAsync("/health")).Json["security_data_age_seconds"], Is.Not.Null);
            var refused = await observatory.SendAsync(HttpMethod.Post, "/api/tokens/", new { name = "not now" });
            Assert.That((refused.Status, refused.Problem), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "main-database-unavailable")));
        }
        finally
        {
            stage.OceanToMain.Restore();
            stage.OceanToReplica.Restore();
        }

        await observatory.WaitUntilReplicatedAsync();
        var elsewhere = await SendAsync(cologne, token, HttpMethod.Post, "/executed_obs_units/start", """{"obs_unit_id": 1}""");
        Assert.That(elsewhere.Status, Is.EqualTo(HttpStatusCode.Unauthorized), elsewhere.Text);
        Assert.That(elsewhere.Text, Does.Contain("the site observatory only"));
        Assert.That(await Tables.CountAsync(stage.Primary, "api_token", "kind = 'emergency' and site_name = 'observatory'"), Is.EqualTo(1));
        Assert.That(await Tables.CountAsync(stage.Primary, "applied_transaction", "principal like 'emergency@observatory/%'"), Is.EqualTo(1));
        var audit = (await cologne.GetAsync("/api/audit?action=emergency"))["items"]!.AsArray().Single();
        Assert.That((audit.Text("reason"), audit.Text("principal")), Is.EqualTo(("the cable is cut", $"{Environment.UserName}@{Environment.MachineName}")));
    }

    [Test]
    public async Task With_the_link_down_a_leaked_token_is_ended_at_the_telescope_and_main_hears_of_it()
    {
        var made = await cologne.PostAsync("/api/tokens/", new { name = "leaked" });
        var (id, token) = (made.Text("id")!, made.Text("token")!);
        await Eventually.AssertAsync(
            () => AskAsync(observatory, token, "/obs_unit"), answer => answer.Status == HttpStatusCode.OK, Bound, "it should be replicated");
        stage.OceanToMain.Cut();
        stage.OceanToReplica.Cut();
        try
        {
            var denied = await observatory.SendAsync(HttpMethod.Delete, $"/api/tokens/{id}?reason=leaked");
            Assert.That((denied.Status, denied.SyncState), Is.EqualTo((HttpStatusCode.OK, "buffered")), denied.Text);
            Assert.That((await AskAsync(observatory, token, "/obs_unit")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That((await AskAsync(cologne, token, "/obs_unit")).Status, Is.EqualTo(HttpStatusCode.OK), "main cannot know yet");
        }
        finally
        {
            stage.OceanToMain.Restore();
            stage.OceanToReplica.Restore();
        }

        await observatory.WaitUntilReplicatedAsync();
        await Eventually.AssertAsync(
            () => AskAsync(cologne, token, "/obs_unit"), answer => answer.Status == HttpStatusCode.Unauthorized, Bound, "main should hear of it");
        Assert.That((await AskAsync(observatory, token, "/obs_unit")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task With_a_grace_the_old_value_is_valid_beside_the_new_one()
    {
        var made = await cologne.PostAsync("/api/tokens/", new { name = "overlapping" });
        var rotated = await cologne.PostAsync($"/api/tokens/{made.Text("id")}/rotate", new { grace = "1h" }, HttpStatusCode.OK);
        foreach (var token in new[] { made.Text("token")!, rotated.Text("token")! })
            Assert.That((await AskAsync(cologne, token, "/obs_unit")).Status, Is.EqualTo(HttpStatusCode.OK));

        var refused = await cologne.SendAsync(HttpMethod.Post, $"/api/tokens/{made.Text("id")}/rotate", new { grace = "soon" });
        Assert.That((refused.Status, refused.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "validation")));
    }

    [Test]
    public async Task Uses_that_were_only_counted_are_written_at_the_end()
    {
        var other = await Site.StartMainAsync(stage.Primary, ("SITE_NAME", "bonn"));
        await using (other)
        {
            for (var i = 0; i < 3; i++)
                Assert.That((await AskAsync(other, TestTokens.Of("viewer"), "/obs_unit")).Status, Is.EqualTo(HttpStatusCode.OK));
            await other.Process.TerminateAsync();
        }

        Assert.That(
            await stage.Primary.ReadAsync<long>(
                "select sum(uses)::bigint from api_token_use u join api_token t on t.id = u.api_token_id "
                + "where u.site_name = 'bonn' and t.name = 'viewer'"),
            Is.EqualTo(3));
    }

    [TestCase("--scopes", "write:nonsense", "--scopes")]
    [TestCase("--expires-in", "soon", "--expires-in")]
    [TestCase("--role", "king", "--role")]
    public async Task What_the_command_line_is_told_wrong_is_named(string option, string value, string named)
    {
        var run = await Command.RunAsync(MainSettings(), "token", "create", "--name", "x", option, value);

        Assert.That(run.ExitCode, Is.EqualTo(64), run.Output);
        Assert.That(run.Output, Does.Contain(named));
    }

    [Test]
    public async Task The_list_and_the_end_of_a_token_on_the_command_line()
    {
        var made = await cologne.PostAsync("/api/tokens/", new { name = "listed", note = "for the list" });
        var list = await Command.RunAsync(MainSettings(), "token", "list");
        Assert.That(list.Output, Does.Contain("admin/listed").And.Contain("for the list").And.Contain(made.Text("prefix")!));

        var revoked = await Command.RunAsync(MainSettings(), "token", "revoke", made.Text("prefix")!, "--reason", "to see it");
        Assert.That(revoked.ExitCode, Is.Zero, revoked.Output);
        await Eventually.AssertAsync(
            () => AskAsync(cologne, made.Text("token")!, "/obs_unit"), answer => answer.Status == HttpStatusCode.Unauthorized, Bound, "revoked");
        Assert.That((await Command.RunAsync(MainSettings(), "token", "revoke", "ops_api_token_nothing")).ExitCode, Is.EqualTo(64));
    }

    private Settings MainSettings() => new Settings { ["SITE_NAME"] = "cologne", ["SITE_TYPE"] = "main" }
        .With("MAIN_DB", stage.Primary.Port).With("LOCAL_DB", stage.Primary.Port);

    private static Task<Answer> AskAsync(Site site, string token, string path) => SendAsync(site, token, HttpMethod.Get, path);

    private static async Task<Answer> SendAsync(Site site, string token, HttpMethod method, string path, string? json = null)
    {
        using var client = new HttpClient { BaseAddress = site.Client.BaseAddress }.With(token);
        return await client.SendAsync(method, path, json is null ? null : MockedService.Json(json));
    }
}
