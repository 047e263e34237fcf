using System.Globalization;
using System.Text.Json.Nodes;
using CcatOps.Application.Features.Transactions;
using CcatOps.Application.Reads;
using CcatOps.Application.Transactions;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using Npgsql;

namespace CcatOps.Infrastructure.IntegrationTests.Values;

/// <summary>The limits that validation applies are those of the real server.</summary>
internal sealed class LimitsTests
{
    private TestSite site = null!;

    [SetUp]
    public async Task StartAsync() => site = await TestSite.CreateAsync();

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task A_number_may_have_as_many_digits_after_the_point_as_jsonb_holds()
    {
        var most = StorableJson.MostFractionDigits.ToString(CultureInfo.InvariantCulture);
        Assert.That(await site.QueryAsync<string>($"select '1e-{most}'::jsonb::text"), Has.Length.EqualTo(StorableJson.MostFractionDigits + 2));
        await RefusesAsync("22003", $"select '10.0e-{most}'::jsonb::text");
    }

    [Test]
    public async Task An_indexed_name_may_have_as_many_bytes_as_a_row_of_its_index_holds()
    {
        // Digests do not compress.
        const string name = "select left(string_agg(encode(sha256(n::text::bytea), 'base64'), ''), {0}) from generate_series(1, 80) n";
        await site.QueryAsync<object>("insert into obs_unit (id, name) values (1, 'hebe') returning id");
        await site.QueryAsync<object>(
            "insert into executed_obs_unit (id, obs_unit_id, status, start_time) values (gen_random_uuid(), 1, 'running', now()) returning id");
        var insert = $"insert into raw_data_file (id, executed_obs_unit_id, name) select gen_random_uuid(), id, ({name}) from executed_obs_unit returning id";

        await site.QueryAsync<object>(string.Format(null, insert, IndexRows.LargestText(others: 16)));
        await RefusesAsync("54000", string.Format(null, insert, IndexRows.LargestText(others: 16) + 1));
    }

    /// <summary>A further index over text needs a bound for what goes into it.</summary>
    [Test]
    public async Task Every_indexed_text_is_bounded()
    {
        var indexed = await site.QueryAsync<string>(
            """
            select string_agg(distinct indrelid::regclass || '.' || attname, ' ' order by indrelid::regclass || '.' || attname)
            from pg_index join pg_attribute on attrelid = indrelid and attnum = any(indkey)
            where indrelid::regclass::text !~ '^(pg_|information_schema)' and atttypid = 'text'::regtype
            """);

        // Names of sites, roles and permissions come from settings and migrations, token hashes are digests, and the others are at most 255 ASCII
        // characters each.
        Assert.That(indexed.Split(' '), Is.EquivalentTo(new[]
        {
            "\"user\".name", "api_token.previous_hash", "api_token.token_hash", "api_token_use_day.site_name", "applied_transaction.idempotency_key",
            "applied_transaction.principal", "applied_transaction.site_name", "audit_event_day.action", "audit_event_day.principal",
            "audit_event_day.site_name", "drain_epoch.site_name", "executed_obs_unit.quality",
            "log_message.author", "log_message.category", "log_message.site_name", "log_message.time_lost_type",
            "permission.name", "raw_data_file.name", "raw_data_package.state",
            "role.name", "role_permission.permission", "role_permission.role", "user_role.role",
        }));
    }

    /// <summary>An earlier version has accepted the value.</summary>
    [Test]
    public async Task An_edit_of_a_value_that_main_cannot_hold_reaches_main_with_its_audit()
    {
        await site.QueryAsync<object>("insert into obs_unit (id, name) values (1, 'hebe') returning id");
        var id = Guid.CreateVersion7();
        var values = JsonNode.Parse(
            $$"""
            {"id": "{{id}}", "obs_unit_id": 1, "status": "running", "start_time": "2023-03-28T00:00:00Z", "end_time": null, "instrument_module": null,
             "conditions": {"pwv": 1e-20000, "a\u0000": 1}, "comment": null}
            """)!.AsObject();
        var transaction = new Transaction
        {
            Id = Guid.CreateVersion7(),
            SiteName = site.Config.SiteName,
            Operation = "start_observation",
            Principal = "telescope",
            Entities = [$"executed_obs_unit:{id}"],
            Changes = [new Change(ChangeKind.Insert, "executed_obs_unit", $"{id}", values)],
            AcceptedAt = TimeProvider.System.GetUtcNow(),
            RequestHash = new string('0', 64),
        };
        await site.Get<ITransactionBuffer>().AcceptAsync(transaction, 100, CancellationToken.None);
        await site.DrainAsync();

        await site.SendAsync(new EditTransaction
        {
            Id = transaction.Id,
            Changes = [new ChangeEdit(0, new JsonObject { ["conditions"] = new JsonObject { ["pwv"] = 1 } })],
            Reason = "mistyped",
        });
        await site.DrainAsync();

        var failed = await site.SendAsync(new ListTransactions(new TransactionFilter { States = [TransactionState.Failed] }, new Paging()));
        Assert.That(failed.Items.Select(item => $"{item.Error}"), Is.Empty);
        Assert.That(
            await site.QueryAsync<string>("select details #>> '{fields,0,old}' from audit_event where action = 'edit'"),
            Is.EqualTo("""{"pwv": "1e-20000", "a\\u0000": 1}"""));
    }

    private async Task RefusesAsync(string sqlState, string sql)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => site.QueryAsync<object>(sql));
        Assert.That(refusal!.SqlState, Is.EqualTo(sqlState));
    }
}
