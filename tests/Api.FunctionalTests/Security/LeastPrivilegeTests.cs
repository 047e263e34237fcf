using System.Net;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;
using Npgsql;

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
    public async Task A_telescope_writes_each_resource_that_is_critical()
    {
        await cologne.PostAsync("/instruments", new { name = "CHAI" });
        await cologne.PostAsync("/instrument_modules", new { instrument_id = 1, name = "LFA" });
        await cologne.PostAsync("/data_locations", new { site_id = 1, name = "raid1", location_type = "source", storage_type = "disk" });
        await observatory.UntilAsync("/data_locations", list => list["items"]!.AsArray().Count == 1, "the replica should show it");

        var execution = await observatory.StartedAsync();
        var file = (await observatory.RegisterFileAsync(execution)).Json.Text("id");
        var package = await observatory.PostAsync(
            "/raw_data_package", new { executed_obs_unit_id = execution, instrument_module_id = 1, raw_data_file_ids = new[] { file } });
        await observatory.PutAsync($"/raw_data_package/{package.Text("id")}/finalize", new { size_bytes = 1 });
        await observatory.PostAsync("/instrument_modules/1/configurations", new { executed_obs_unit_id = execution, parameters = new { } });
        await observatory.PostAsync("/data_locations/1/capacity", new { free_bytes = 1 }, HttpStatusCode.OK);
        await observatory.SendAsync(HttpMethod.Patch, $"/executed_obs_units/{execution}", new { quality = "good" });
        var message = await observatory.PostAsync("/api/log_messages", new { begin_time = "2023-03-28T03:10:00Z", text = "Dome closed" });
        await observatory.PostAsync($"/api/log_messages/{message.Text("id")}/edit", new { text = "Dome closed for wind" });
        await observatory.WaitUntilReplicatedAsync();

        Assert.That((await observatory.GetAsync("/api/transactions?state=failed"))["items"]!.ToJsonString(), Does.Not.Contain("42501"));
        Assert.That((await observatory.GetAsync($"/executed_obs_units/{execution}")).Text("quality"), Is.EqualTo("good"));
        Assert.That((await observatory.GetAsync($"/api/log_messages/{message.Text("id")}")).Text("invalidated_at"), Is.Not.Null);
        Assert.That((await observatory.GetAsync($"/raw_data_package/{package.Text("id")}")).Text("sync", "state"), Is.EqualTo("replicated"));
    }

    [Test]
    public async Task A_bulk_that_goes_in_parts_reaches_main_and_leaves_none()
    {
        var execution = await observatory.StartedAsync();
        var files = Enumerable.Range(0, 3_000).Select(number => new { executed_obs_unit_id = execution, name = $"{number:D5}.fits", size_bytes = number });
        var bulk = (await observatory.SendAsync(HttpMethod.Post, "/raw_data_files/bulk", files)).Transaction;
        await observatory.UntilAsync(
            $"/api/transactions/{bulk}", record => record.Text("state") == "replicated", "all files should be there", withinSeconds: 60);
        Assert.That(await guarded.Stage.Primary.ReadAsync<long>("select count(*) from staged_change"), Is.Zero);
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
    [TestCase("ccatops_observatory", "delete", false)]
    [TestCase("ccatops_observatory", "truncate", false)]
    [TestCase("ccatops_observatory", "insert", true)]
    [TestCase("ccatops_read", "insert", false)]
    [TestCase("ccatops_read", "update", false)]
    [TestCase("ccatops_read", "select", true)]
    public async Task Each_role_may_do_its_part_and_no_more(string role, string privilege, bool may)
    {
        var tables = await guarded.Stage.Primary.ReadAsync<long>(
            $"""
            select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not in ('schema_migration', 'user_role')
                and has_table_privilege('{role}', oid, '{privilege}')
            """);
        Assert.That(tables > 0, Is.EqualTo(may));
        Assert.That(await guarded.Stage.Primary.ReadAsync<bool>($"select has_schema_privilege('{role}', 'public', 'create')"), Is.False);
        Assert.That(await guarded.Stage.Primary.ReadAsync<bool>($"select has_table_privilege('{role}', 'schema_migration', 'update')"), Is.False);
    }

    /// <summary>As somebody who has the password of a telescope's role.</summary>
    [TestCase("insert into \"user\" (id, name, created_at) values (gen_random_uuid(), 'mallory', now())")]
    [TestCase("insert into user_role (id, user_id, role) select gen_random_uuid(), user_id, 'admin' from user_role limit 1")]
    [TestCase("delete from user_role")]
    [TestCase("update api_token set scopes = '*:*'")]
    [TestCase("insert into api_token (id, kind, user_id, name, scopes, token_hash, prefix, site_name, created_at) values (gen_random_uuid(), 'ordinary', gen_random_uuid(), 'x', '*:*', 'x', 'x', 'observatory', now())")]
    [TestCase("insert into api_token (id, kind, name, scopes, token_hash, prefix, site_name, created_at) values (gen_random_uuid(), 'emergency', 'x', '*:*', 'x', 'x', 'cologne', now())")]
    [TestCase("insert into applied_transaction (transaction_id, site_name, operation, entities, principal, request_hash, accepted_at, applied_at) values (gen_random_uuid(), 'cologne', 'x', '{}', 'x', '', now(), now())")]
    [TestCase("update applied_transaction set principal = 'x'")]
    [TestCase("insert into drain_epoch (site_name, epoch, acquired_at) values ('atacama', 1, now())")]
    [TestCase("insert into audit_event (id, site_name, at, principal, action) values (gen_random_uuid(), 'cologne', now(), 'x', 'retry')")]
    [TestCase("update audit_event set principal = 'x'")]
    [TestCase("delete from audit_event")]
    [TestCase("insert into staged_change (transaction_id, digest, part, texts, staged_by) values (gen_random_uuid(), '', 1, '{}', 'ccatops_write')")]
    [TestCase("insert into telescope_role values (current_user, 'cologne')")]
    [TestCase("select add_telescope('cologne', current_user)")]
    [TestCase("select roll_up_token_uses(now(), 1)")]
    public async Task A_telescopes_role_reaches_nothing_but_its_own(string sql) =>
        Assert.That(async () => await AsTelescopeAsync(sql), Throws.TypeOf<PostgresException>().With.Property("SqlState").EqualTo("42501"));

    [TestCase("select count(*) from \"user\"", "42501")]
    [TestCase("select count(*) from api_token", null)]
    public async Task A_telescopes_role_does_not_read_who_may_do_what(string sql, string? refusal)
    {
        if (refusal is null)
            Assert.That(await AsTelescopeAsync(sql), Is.EqualTo(0L));
        else
            Assert.That(async () => await AsTelescopeAsync(sql), Throws.TypeOf<PostgresException>().With.Property("SqlState").EqualTo(refusal));
    }

    [TestCase("update applied_transaction set principal = 'x'")]
    [TestCase("update drain_epoch set epoch = epoch + 1 where site_name = 'cologne'")]
    public async Task Rows_of_other_sites_are_out_of_its_reach(string sql)
    {
        await guarded.Stage.Primary.ExecuteAsync("insert into drain_epoch (site_name, epoch, acquired_at) values ('cologne', 1, now()) on conflict do nothing");
        try
        {
            await AsTelescopeAsync(sql);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
        }

        Assert.That(await guarded.Stage.Primary.ReadAsync<long>("select epoch from drain_epoch where site_name = 'cologne'"), Is.EqualTo(1));
        Assert.That(await guarded.Stage.Primary.ReadAsync<long>("select count(*) from applied_transaction where principal = 'x'"), Is.Zero);
    }

    [Test]
    public async Task Parts_of_another_site_are_neither_seen_nor_kept_out_nor_deleted()
    {
        const string part = "insert into staged_change (transaction_id, digest, part, texts) values ('00000000-0000-0000-0000-000000000001', '', 1, '{}')";
        await AsAsync("ccatops_write", part);
        var seen = await AsTelescopeAsync("select count(*) from staged_change");
        await AsTelescopeAsync(part);
        await AsTelescopeAsync("select forget_staged('00000000-0000-0000-0000-000000000001')");
        var left = await guarded.Stage.Primary.ReadAsync<string>("select string_agg(staged_by, ' ') from staged_change");
        await AsAsync("ccatops_write", "select forget_staged('00000000-0000-0000-0000-000000000001')");

        Assert.That((seen, left), Is.EqualTo(((object?)0L, "ccatops_write")));
    }

    [Test]
    public async Task The_role_of_the_main_site_changes_nothing_that_was_decided()
    {
        await cologne.PostAsync("/api/tokens/", new { name = "recorded" });
        foreach (var sql in new[] { "update audit_event set principal = 'x'", "delete from audit_event", "truncate audit_event" })
            Assert.That(async () => await AsAsync("ccatops_write", sql), Throws.TypeOf<PostgresException>(), sql);
        Assert.That(
            async () => await guarded.Stage.Primary.ExecuteAsync("update audit_event set principal = 'x'"),
            Throws.TypeOf<PostgresException>().With.Message.Contains("append-only"), "not even a superuser does it by mistake");
    }

    [Test]
    public async Task Users_and_tokens_are_managed_at_the_main_site_and_a_token_is_ended_at_the_telescope_too()
    {
        var made = await cologne.PostAsync("/api/tokens/", new { name = "guarded", owner = "guarded", role = "viewer" });
        var users = (await cologne.GetAsync("/api/users?limit=1000"))["items"]!.AsArray();
        var id = users.Single(user => user.Text("name") == "guarded").Text("id");
        await cologne.PutAsync($"/api/users/{id}/roles/service", new { });
        var taken = await cologne.SendAsync(HttpMethod.Delete, $"/api/users/{id}/roles/viewer");
        Assert.That((taken.Status, taken.Json.Text("roles")), Is.EqualTo((HttpStatusCode.OK, """["service"]""")), taken.Text);

        var refused = await observatory.SendAsync(HttpMethod.Post, "/api/tokens/", new { name = "here", owner = "here", role = "viewer" });
        Assert.That((refused.Status, refused.Problem), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "main-database-unavailable")), refused.Text);
        Assert.That(refused.Text, Does.Contain("main site"));

        await observatory.UntilAsync("/api/tokens?limit=1000", tokens => tokens["items"]!.AsArray().Any(token => token.Text("id") == made.Text("id")), "replicated");
        var ended = await observatory.SendAsync(HttpMethod.Delete, $"/api/tokens/{made.Text("id")}");
        Assert.That((ended.Status, ended.SyncState), Is.EqualTo((HttpStatusCode.OK, "buffered")), ended.Text);
        await observatory.WaitUntilReplicatedAsync();
        Assert.That(await guarded.Stage.Primary.ReadAsync<long>("select count(*) from api_token where name = 'guarded' and revoked_at is not null"), Is.EqualTo(1));
    }

    private Task<object?> AsTelescopeAsync(string sql) => AsAsync("ccatops_observatory", sql);

    private async Task<object?> AsAsync(string role, string sql)
    {
        var address = new NpgsqlConnectionStringBuilder(guarded.Stage.Primary.ConnectionString) { Username = role, Password = $"{role} password", Pooling = false };
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
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
        // The journal replaces it.
        await site.UntilAsync("/health", health => health.Text("redis") == "disconnected", "Redis should not be spoken to");
    }
}
