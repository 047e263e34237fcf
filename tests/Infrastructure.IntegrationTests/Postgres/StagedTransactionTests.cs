using System.Text.Json.Nodes;
using CcatOps.Application.Draining;
using CcatOps.Application.Features.Transactions;
using CcatOps.Application.Reads;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using CcatOps.Infrastructure.Postgres;

namespace CcatOps.Infrastructure.IntegrationTests.Postgres;

/// <summary>A large transaction goes to main in parts and takes effect as any other.</summary>
internal sealed class StagedTransactionTests
{
    private const int Rows = 3_000;

    private static readonly Guid Execution = Guid.CreateVersion7();

    private TestSite site = null!;
    private IMainDatabase main = null!;
    private long epoch;
    private long sequence;

    [SetUp]
    public async Task StartAsync()
    {
        site = await TestSite.CreateAsync();
        main = site.Get<IMainDatabase>();
        epoch = await AcquireAsync();
        await site.QueryAsync<object>("insert into obs_unit (id, name) values (1, 'hebe') returning id");
        await site.QueryAsync<object>(
            $"insert into executed_obs_unit (id, obs_unit_id, status, start_time) values ('{Execution}', 1, 'running', now()) returning id");
    }

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [TestCase("obs_unit")]
    [TestCase("executed_obs_unit")]
    [TestCase("raw_data_file")]
    public async Task Values_are_stored_as_by_a_transaction_that_goes_whole(string table)
    {
        await AppliedAsync(Entry(Execution, [.. Enumerable.Range(0, Rows).Select(number => RowOf(table, number))]) with { Bytes = 0 });
        var whole = await FingerprintAsync();
        await site.QueryAsync<object>($"with gone as (delete from {table} where transaction_id is not null returning 1) select count(*) from gone");
        var inParts = Entry(Execution, [.. Enumerable.Range(0, Rows).Select(number => RowOf(table, number))]);
        Assert.That(StagedTransaction.Of([[inParts]])!.Parts, Has.Count.GreaterThan(4));
        await AppliedAsync(inParts);

        Assert.That(await FingerprintAsync(), Is.EqualTo(whole));
        Assert.That(await StagedAsync(), Is.Zero);

        Task<string> FingerprintAsync() => site.QueryAsync<string>(
            $"""
            select count(*) || ' ' || md5(string_agg((to_jsonb(t) - 'id' - 'transaction_id')::text, ',' order by to_jsonb(t) - 'id' - 'transaction_id'))
            from {table} t where transaction_id is not null
            """);
    }

    [Test]
    public async Task A_refused_one_has_no_effect_and_its_other_body_uses_none_of_its_parts()
    {
        var refused = Entry(Execution, Files(unknown: 1_500));
        var failure = await RefusedAsync(refused);
        Assert.That((failure.SqlState, failure.Table), Is.EqualTo(("23503", "raw_data_file")));
        Assert.That(await site.QueryAsync<long>("select count(*) from raw_data_file"), Is.Zero);
        Assert.That(await StagedAsync(), Is.GreaterThan(1));

        var edited = Files();
        await AppliedAsync(refused with { Transaction = refused.Transaction with { Changes = [.. edited] } });
        Assert.That(
            await site.QueryAsync<string>("select string_agg(id::text, ',' order by name) from raw_data_file"),
            Is.EqualTo(string.Join(',', edited.Select(change => change.Key))));
        Assert.That(await StagedAsync(), Is.Zero);
    }

    [Test]
    public async Task A_value_that_no_text_holds_is_refused_while_it_is_staged()
    {
        var files = Files();
        files[2_000].Values!["name"] = "a\0b";
        Assert.That((await RefusedAsync(Entry(Execution, files))).SqlState, Is.EqualTo("22021"));
    }

    [Test]
    public async Task Parts_that_are_lost_behind_its_back_are_sent_again()
    {
        var unknown = Guid.CreateVersion7();
        var entry = Entry(unknown, Files(unknown));
        await RefusedAsync(entry);
        await site.QueryAsync<object>(
            $"insert into executed_obs_unit (id, obs_unit_id, status, start_time) values ('{unknown}', 1, 'running', now()) returning id");
        await site.QueryAsync<object>("with gone as (delete from staged_change where part = 1 returning 1) select count(*) from gone");

        Assert.That(await ApplyAsync(entry), Is.InstanceOf<BatchOutcome.Staged>());
        await AppliedAsync(entry);
        Assert.That(await site.QueryAsync<long>("select count(*) from raw_data_file"), Is.EqualTo(Rows));
    }

    [Test]
    public async Task Under_an_older_epoch_it_has_no_effect()
    {
        await AcquireAsync();
        Assert.That(await ApplyAsync(Entry(Execution, Files())), Is.InstanceOf<BatchOutcome.StaleEpoch>());
        Assert.That(await site.QueryAsync<long>("select count(*) from raw_data_file"), Is.Zero);
    }

    [Test]
    public async Task Sent_again_it_is_refused_by_its_marker()
    {
        var entry = Entry(Execution, Files());
        await AppliedAsync(entry);
        Assert.That((await RefusedAsync(entry)).MayBeRepetition());
        Assert.That(await site.QueryAsync<long>("select count(*) from raw_data_file"), Is.EqualTo(Rows));
    }

    [Test]
    public async Task Parts_of_one_that_never_came_are_forgotten_after_a_day()
    {
        await RefusedAsync(Entry(Execution, Files(unknown: 0)));
        await site.QueryAsync<object>("update staged_change set staged_at = staged_at - interval '25 hours' where part > 0 returning part");
        await AppliedAsync(Entry(Execution, Files()));
        Assert.That(await StagedAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_failed_bulk_that_is_edited_reaches_main_with_its_new_values()
    {
        var entry = Entry(Execution, Files(unknown: 1_500));
        await site.Get<ITransactionBuffer>().AcceptAsync(entry.Transaction, 100, CancellationToken.None);
        var next = Entry(Execution, [RowOf("raw_data_file", Rows)], entity: "raw_data_file:1") with { Bytes = 0 };
        await site.Get<ITransactionBuffer>().AcceptAsync(next.Transaction, 100, CancellationToken.None);
        await site.DrainAsync();
        Assert.That(await site.QueryAsync<long>("select count(*) from raw_data_file"), Is.EqualTo(1));
        var failed = await site.SendAsync(new ListTransactions(new TransactionFilter { States = [TransactionState.Failed] }, new Paging()));
        Assert.That(failed.Items.Select(item => item.Id), Is.EqualTo(new[] { entry.Transaction.Id }));

        await site.SendAsync(new EditTransaction
        {
            Id = entry.Transaction.Id,
            Changes = [new ChangeEdit(1_500, new JsonObject { ["executed_obs_unit_id"] = $"{Execution}" })],
            Reason = "mistyped",
        });
        await site.DrainAsync();
        Assert.That(
            await site.QueryAsync<long>($"select count(*) from raw_data_file where executed_obs_unit_id = '{Execution}'"), Is.EqualTo(Rows + 1));
        Assert.That(await StagedAsync(), Is.Zero);
    }

    private static Change[] Files(Guid? execution = null) =>
        [.. Enumerable.Range(0, Rows).Select(number => RowOf("raw_data_file", number, execution))];

    private static Change[] Files(int unknown)
    {
        var files = Files();
        files[unknown].Values!["executed_obs_unit_id"] = $"{Guid.CreateVersion7()}";
        return files;
    }

    /// <summary>A row with values that a detour by another form might change.</summary>
    private static Change RowOf(string table, int number, Guid? execution = null)
    {
        string[] hostile = ["NULL", "", "{a,\"b\"}", "\\x00", "'; --", "µ \ud83d\ude80", " a\tb\n", "\\N"];
        var text = $"{number:D5} {hostile[number % hostile.Length]}";
        var id = Guid.CreateVersion7().ToString();
        var values = table switch
        {
            "obs_unit" => new JsonObject
            {
                ["id"] = number + 1_000,
                ["name"] = text,
                ["target"] = number % 2 == 0 ? null : hostile[number % hostile.Length],
                ["ra"] = number / 10.0,
                ["dec"] = -1e-7 * number,
                ["duration_seconds"] = 0.1 + number,
                ["configuration"] = JsonNode.Parse($$"""{"n": {{number}}.10, "big": 9007199254740993, "tiny": 1e-30, "s": {{JsonValue.Create(text)!.ToJsonString()}}}"""),
            },
            "executed_obs_unit" => new JsonObject
            {
                ["id"] = id,
                ["obs_unit_id"] = 1,
                ["status"] = "completed",
                ["start_time"] = "2023-03-28T00:00:00.123456Z",
                ["end_time"] = number % 2 == 0 ? null : "2023-03-28T03:00:00.000001+02:00",
                ["instrument_module"] = number % 3 == 0 ? null : text,
                ["conditions"] = (number % 4) switch { 0 => null, 1 => new JsonObject(), 2 => new JsonArray(1, null, "x"), _ => JsonValue.Create(text) },
                ["comment"] = text,
            },
            _ => new JsonObject
            {
                ["id"] = id,
                ["executed_obs_unit_id"] = $"{execution ?? Execution}",
                ["name"] = text,
                ["relative_path"] = number % 2 == 0 ? null : $"2023/03/28/{number:D60}/{hostile[number % hostile.Length]}",
                ["size_bytes"] = number % 3 == 0 ? null : long.MaxValue - number,
                ["checksum"] = $"sha256:{number:x64}",
                ["instrument_module"] = null,
            },
        };
        return new(ChangeKind.Insert, table, values["id"]!.ToString(), values);
    }

    private BufferedTransaction Entry(Guid execution, Change[] changes, string? entity = null) => new(
        new Transaction
        {
            Id = Guid.CreateVersion7(),
            SiteName = site.Config.SiteName,
            Operation = "register_raw_data_files",
            Principal = "telescope",
            Entities = [entity ?? $"executed_obs_unit:{execution}"],
            Changes = [.. changes],
            AcceptedAt = TimeProvider.System.GetUtcNow(),
            RequestHash = new string('0', 64),
        },
        ++sequence)
    {
        Bytes = BufferedTransaction.LargeBytes + 1,
    };

    private async Task<long> AcquireAsync() => (await main.AcquireEpochAsync(site.Config.SiteName, CancellationToken.None)).Value;

    private Task<BatchOutcome> ApplyAsync(BufferedTransaction entry) => main.ApplyAsync([[entry]], epoch, CancellationToken.None);

    private async Task AppliedAsync(BufferedTransaction entry)
    {
        var outcome = await ApplyToItsEndAsync(entry);
        Assert.That(outcome.Refusals.Values, Is.Empty);
        Assert.That(outcome.Lsn, Is.Not.Null);
    }

    private async Task<Failure> RefusedAsync(BufferedTransaction entry) => (await ApplyToItsEndAsync(entry)).Refusals[0];

    /// <summary>A slow machine may need several rounds.</summary>
    private async Task<BatchOutcome.Answered> ApplyToItsEndAsync(BufferedTransaction entry)
    {
        BatchOutcome outcome;
        do
            outcome = await ApplyAsync(entry);
        while (outcome is BatchOutcome.Staged);
        return (BatchOutcome.Answered)outcome;
    }

    private Task<long> StagedAsync() => site.QueryAsync<long>("select count(*) from staged_change");
}
