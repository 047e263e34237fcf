using System.Net;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Security;

internal sealed class LeastPrivilegeTests
{
    private GuardedStage guarded = null!;
    private Site observatory = null!;
    private Site cologne = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        guarded = await GuardedStage.StartAsync();
        cologne = await Site.StartAsync(guarded.Main());
        observatory = await Site.StartAsync(guarded.Secondary(), untilReady: false);
        await Eventually.AssertAsync(
            () => observatory.AskAsync("/health/ready"), answer => answer.Status == HttpStatusCode.OK, TimeSpan.FromSeconds(30), "it should be ready");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await observatory.DisposeAsync();
        await cologne.DisposeAsync();
        await guarded.DisposeAsync();
    }

    [Test]
    public async Task A_telescope_accepts_drains_confirms_and_reads()
    {
        var execution = await observatory.StartedAsync();
        await observatory.RegisterFileAsync(execution);
        await observatory.FinishAsync(execution);
        await observatory.WaitUntilReplicatedAsync();

        var record = (await observatory.AskAsync($"/executed_obs_units/{execution}")).Json;
        Assert.That((record.Text("status"), record.Text("sync", "state")), Is.EqualTo(("completed", "replicated")));
        Assert.That((await observatory.AskAsync("/executed_obs_units?count=estimated")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await observatory.AskAsync("/health")).Json.Text("status"), Is.EqualTo("healthy"), (await observatory.AskAsync("/health")).Text);
        Assert.That((await observatory.AskAsync("/api/replication")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_failed_transaction_is_tried_again_edited_and_discarded()
    {
        var lost = (await observatory.StartAsync(obsUnit: 900_001)).Transaction;
        var mistyped = (await observatory.StartAsync(obsUnit: 900_002)).Transaction;
        foreach (var transaction in new[] { lost, mistyped })
            await observatory.UntilAsync($"/api/transactions/{transaction}", record => record.Text("state") == "failed", "main should refuse it");

        await observatory.PostAsync("/api/transactions/retry", new { ids = new[] { lost }, dry_run = true }, HttpStatusCode.OK);
        await observatory.PostAsync($"/api/transactions/{lost}/discard", new { reason = "a test" }, HttpStatusCode.OK);
        await observatory.PostAsync(
            $"/api/transactions/{mistyped}/edit",
            new { changes = new[] { new { change = 0, values = new { obs_unit_id = 2 } } }, reason = "mistyped" }, HttpStatusCode.OK);
        await observatory.UntilAsync($"/api/transactions/{mistyped}", record => record.Text("state") == "replicated", "the edited one should pass");
        await observatory.UntilAsync("/api/audit", audit => audit["items"]!.AsArray().Count >= 2, "what was decided should be listed");
    }

    [Test]
    public async Task The_drain_is_paused_and_resumed_and_the_journal_reconciled()
    {
        await observatory.PostAsync("/api/buffer/pause", new { reason = "a test" }, HttpStatusCode.OK);
        await observatory.StartedAsync();
        await observatory.PostAsync("/api/buffer/resume", new { }, HttpStatusCode.OK);
        await observatory.WaitUntilReplicatedAsync();
        await observatory.PostAsync("/api/replication/reconcile", new { dry_run = true }, HttpStatusCode.OK);
    }

    [Test]
    public async Task What_is_not_critical_goes_straight_to_main()
    {
        var unit = await observatory.PostAsync("/obs_unit", new { name = "planned at the telescope" });
        await cologne.PostAsync("/obs_unit", new { name = "planned in Cologne" });
        Assert.That((await cologne.AskAsync($"/obs_unit/{unit["id"]}")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task The_main_site_writes_and_reads()
    {
        var execution = await cologne.StartedAsync();
        await cologne.FinishAsync(execution);
        Assert.That((await cologne.AskAsync($"/executed_obs_units/{execution}")).Json.Text("status"), Is.EqualTo("completed"));
        Assert.That((await cologne.AskAsync("/health")).Json.Text("status"), Is.EqualTo("healthy"));
    }

    [Test]
    public async Task A_buffer_that_was_lost_is_rebuilt_from_the_journal()
    {
        await observatory.PostAsync("/api/buffer/pause", new { reason = "a test" }, HttpStatusCode.OK);
        var execution = await observatory.StartedAsync();
        await guarded.Stage.Redis.StopAsync();
        foreach (var file in Directory.EnumerateFiles(guarded.Stage.Redis.DataFolder, "*.aof*", SearchOption.AllDirectories).ToArray())
            File.Delete(file);
        await guarded.Stage.Redis.StartAsync();
        await observatory.UntilAsync("/health/ready", _ => true, "it should be ready again", 30);
        await Eventually.AssertAsync(
            () => observatory.SendAsync(HttpMethod.Post, "/api/buffer/resume", new { }), answer => answer.Status == HttpStatusCode.OK,
            TimeSpan.FromSeconds(30), "the drain should go on");
        await observatory.WaitUntilReplicatedAsync();
        Assert.That((await observatory.AskAsync($"/executed_obs_units/{execution}")).SyncState, Is.EqualTo("replicated"));
    }

    [Test]
    public async Task Every_connection_of_the_service_is_encrypted()
    {
        foreach (var server in new PostgresNode[] { guarded.Stage.Primary, guarded.Stage.Replica })
        {
            var clear = await server.ReadAsync<long>(
                "select count(*) from pg_stat_ssl join pg_stat_activity using (pid) where usename like 'ccatops%' and not ssl");
            var encrypted = await server.ReadAsync<long>(
                "select count(*) from pg_stat_ssl join pg_stat_activity using (pid) where usename like 'ccatops%' and ssl");
            Assert.That((clear, encrypted), Is.EqualTo((0, encrypted)).And.Not.EqualTo((0, 0)));
        }
    }

    [TestCase("ccatops_write", "delete", false)]
    [TestCase("ccatops_write", "truncate", false)]
    [TestCase("ccatops_write", "trigger", false)]
    [TestCase("ccatops_write", "insert", true)]
    [TestCase("ccatops_read", "insert", false)]
    [TestCase("ccatops_read", "update", false)]
    [TestCase("ccatops_read", "select", true)]
    public async Task Each_role_may_do_its_part_and_no_more(string role, string privilege, bool may)
    {
        var tables = await guarded.Stage.Primary.ReadAsync<long>(
            $"""
            select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'schema_migration'
                and has_table_privilege('{role}', oid, '{privilege}')
            """);
        Assert.That(tables > 0, Is.EqualTo(may));
        Assert.That(await guarded.Stage.Primary.ReadAsync<bool>($"select has_schema_privilege('{role}', 'public', 'create')"), Is.False);
        Assert.That(await guarded.Stage.Primary.ReadAsync<bool>($"select has_table_privilege('{role}', 'schema_migration', 'update')"), Is.False);
    }

    [Test]
    public async Task A_database_that_wants_encryption_is_not_reached_without()
    {
        var run = await Command.RunAsync(guarded.Main("ccatops_migrate").With(("MAIN_DB_SSL_MODE", "disable")), "--migrate");
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((69, run.Output)));
    }

    [Test]
    public async Task A_certificate_of_an_unknown_authority_is_refused()
    {
        using var other = TestCertificate.Create();
        var run = await Command.RunAsync(guarded.Main("ccatops_migrate").With(("MAIN_DB_SSL_ROOT_CERT", other.AuthorityPath)), "--migrate");
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((69, run.Output)));
    }

    [Test]
    public async Task A_Redis_with_a_certificate_of_an_unknown_authority_is_not_used()
    {
        using var other = TestCertificate.Create();
        await using var site = await Site.StartAsync(
            guarded.Secondary().With(("SITE_NAME", "elsewhere"), ("REDIS_TLS_ROOT_CERT", other.AuthorityPath)), untilReady: false);
        // The journal stands in for it.
        await site.UntilAsync("/health", health => health.Text("redis") == "disconnected", "Redis should not be spoken to");
    }
}
