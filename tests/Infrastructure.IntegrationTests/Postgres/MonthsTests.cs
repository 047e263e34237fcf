using System.Globalization;
using System.Text.Json.Nodes;
using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.IntegrationTests.Postgres;

/// <summary>Markers and files partitioned by month: nothing is lost, nothing is copied, and one key still has one holder.</summary>
internal sealed class MonthsTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly DateTimeOffset ThisMonth = new(Now.Year, Now.Month, 1, 0, 0, 0, TimeSpan.Zero);
    private TestSite site = null!;

    [SetUp]
    public async Task StartAsync()
    {
        site = await TestSite.CreateAsync(Domain.Sites.SiteType.Main);
        await site.QueryAsync<object>("insert into obs_unit (id, name) values (1, 'hebe') returning id");
    }

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task What_was_the_table_becomes_its_first_part_as_it_lies()
    {
        await WriteAsync(Start(Guid.CreateVersion7(), "a"));
        await WriteAsync(Start(Guid.CreateVersion7(), "b"));
        const string file = "select pg_relation_filenode('{0}')::bigint";
        var before = await site.QueryAsync<long>(string.Format(CultureInfo.InvariantCulture, file, "applied_transaction"));
        await Divided.AsOfAsync(site, Now);

        Assert.That(
            await site.QueryAsync<long>(string.Format(CultureInfo.InvariantCulture, file, "applied_transaction_before")), Is.EqualTo(before));
        Assert.That(await CountAsync("applied_transaction_before"), Is.EqualTo(2));
        Assert.That(await CountAsync("applied_transaction"), Is.EqualTo(2));
    }

    [Test]
    public async Task An_id_that_tells_no_time_goes_to_the_rest_and_is_found()
    {
        // A random id may begin like a time of an earlier month.
        var (early, late) = (Guid.Parse($"f{Guid.NewGuid().ToString()[1..]}"), Guid.Parse($"f{Guid.NewGuid().ToString()[1..]}"));
        var execution = Guid.CreateVersion7();
        await WriteAsync(Start(execution, "a"), File(execution, early));
        await Divided.AsOfAsync(site, Now);
        await WriteAsync(File(execution, late));

        Assert.That(await CountAsync("raw_data_file_other"), Is.EqualTo(2));
        Assert.That(await CountAsync("raw_data_file", $"id in ('{early}', '{late}')"), Is.EqualTo(2));
        Assert.That(async () => await WriteAsync(File(execution, early)), Throws.TypeOf<ConflictException>());
    }

    [TestCase(0, 0)]
    [TestCase(0, 1)]
    [TestCase(1, 0)]
    [TestCase(1, 1)]
    [TestCase(1, 2)]
    [TestCase(2, 1)]
    [TestCase(1, 40)]
    public async Task A_key_has_one_holder_over_all_months(int first, int second)
    {
        await Divided.AsOfAsync(site, Now);
        var holder = Start(Guid.CreateVersion7(), "same", first);
        await WriteAsync(holder);
        var outcome = await WriteAsync(Start(Guid.CreateVersion7(), "same", second));

        Assert.That(((DirectOutcome.Claimed)outcome).Holder, Is.EqualTo(holder));
        Assert.That(await CountAsync("executed_obs_unit"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_key_of_before_is_held_in_every_month()
    {
        var holder = Start(Guid.CreateVersion7(), "same");
        await WriteAsync(holder);
        await Divided.AsOfAsync(site, Now);
        var outcome = await WriteAsync(Start(Guid.CreateVersion7(), "same", month: 1));

        Assert.That(((DirectOutcome.Claimed)outcome).Holder, Is.EqualTo(holder));
        Assert.That(await CountAsync("executed_obs_unit"), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_many_at_once_under_one_key_one_takes_effect_whatever_their_month()
    {
        await Divided.AsOfAsync(site, Now);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => WriteAsync(Start(Guid.CreateVersion7(), "same", month: n % 4))));

        Assert.That(outcomes.OfType<DirectOutcome.Committed>().Count(), Is.EqualTo(1));
        Assert.That(await CountAsync("executed_obs_unit"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_marker_of_before_is_found_and_refuses_its_transaction_again()
    {
        var main = site.Get<IMainDatabase>();
        var epoch = (await main.AcquireEpochAsync(site.Config.SiteName, CancellationToken.None)).Value;
        var transaction = new BufferedTransaction(Start(Guid.CreateVersion7(), "a"), 1);
        await main.ApplyAsync([[transaction]], epoch, CancellationToken.None);
        await Divided.AsOfAsync(site, Now);

        Assert.That(
            (await main.FindAppliedAsync([transaction.Transaction.Id], CancellationToken.None)).Ids, Has.Member(transaction.Transaction.Id));
        var outcome = (BatchOutcome.Answered)await main.ApplyAsync([[transaction]], epoch, CancellationToken.None);
        Assert.That(outcome.Refusals[0].SqlState, Is.EqualTo("23505"));
        Assert.That((await main.AcquireEpochAsync(site.Config.SiteName, CancellationToken.None)).GreatestSequence, Is.EqualTo(1));
    }

    [Test]
    public async Task Months_that_are_missing_are_made_by_the_migrator_and_get_what_came_too_early()
    {
        await Divided.AsOfAsync(site, ThisMonth.AddMonths(-12));
        var early = Start(Guid.CreateVersion7(), "a", month: 6);
        await WriteAsync(early);
        Assert.That(await CountAsync("applied_transaction_other"), Is.EqualTo(1));
        await site.Get<IMigrator>().MigrateAsync(CancellationToken.None);

        Assert.That(await CountAsync("applied_transaction_other"), Is.Zero);
        var part = ThisMonth.AddMonths(6).ToString("yyyy_MM", CultureInfo.InvariantCulture);
        Assert.That(await CountAsync($"applied_transaction_{part}", $"transaction_id = '{early.Id}'"), Is.EqualTo(1));
        Assert.That(await PartsAsync("raw_data_file"), Is.EqualTo(await PartsAsync("applied_transaction")).And.EqualTo(2 + 24));
    }

    [Test]
    public async Task Of_several_that_divide_at_once_one_does()
    {
        var divided = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Divided.AsOfAsync(site, Now)));

        Assert.That(divided.Count(now => now), Is.EqualTo(1));
        Assert.That(await site.Get<IMigrator>().MigrateAsync(CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task What_looks_at_a_table_from_outside_stops_it_whole()
    {
        await site.QueryAsync<object>("create view my_files as select id from raw_data_file; select 1");

        Assert.That(
            async () => await Divided.AsOfAsync(site, Now), Throws.TypeOf<MainDatabaseUnavailableException>().With.Message.Contains("my_files"));
        Assert.That(await site.QueryAsync<bool>("select to_regproc('divide_by_month') is null"), Is.True);
        await WriteAsync(Start(Guid.CreateVersion7(), "a"));
    }

    [Test]
    public async Task Rights_and_columns_and_checks_stay_as_they_were()
    {
        const string shape =
            """
            select jsonb_build_array(
                (select jsonb_agg(jsonb_build_array(attrelid::regclass, attname, atttypid, attnotnull, col_description(attrelid, attnum))
                        order by attrelid::regclass::text, attnum)
                    from pg_attribute where attrelid in ('applied_transaction'::regclass, 'raw_data_file'::regclass) and attnum > 0),
                (select jsonb_agg(jsonb_build_array(conrelid::regclass, conname, pg_get_constraintdef(oid)) order by conrelid::regclass::text, conname)
                    from pg_constraint where conrelid in ('applied_transaction'::regclass, 'raw_data_file'::regclass)),
                has_table_privilege('pg_monitor', 'raw_data_file', 'select'), has_table_privilege('pg_monitor', 'raw_data_file', 'insert'))::text
            """;
        await site.QueryAsync<object>("grant select on raw_data_file to pg_monitor; select 1");
        var before = await site.QueryAsync<string>(shape);
        await Divided.AsOfAsync(site, Now);

        Assert.That(await site.QueryAsync<string>(shape), Is.EqualTo(before));
    }

    [Test]
    public async Task A_month_is_forgotten_with_its_keys_by_the_statement_of_the_page()
    {
        await Divided.AsOfAsync(site, ThisMonth.AddMonths(-12));
        await WriteAsync(Start(Guid.CreateVersion7(), "old", month: -6));
        var kept = Start(Guid.CreateVersion7(), "new");
        await WriteAsync(kept);
        await AgeAsync(month: -6);
        Assert.That(await site.QueryAsync<long>(Documented(ThisMonth.AddMonths(-6))), Is.EqualTo(1));

        Assert.That(await CountAsync("applied_transaction", $"transaction_id <> '{kept.Id}'"), Is.Zero);
        Assert.That(await WriteAsync(Start(Guid.CreateVersion7(), "old")), Is.TypeOf<DirectOutcome.Committed>());
        Assert.That(await WriteAsync(Start(Guid.CreateVersion7(), "new")), Is.TypeOf<DirectOutcome.Claimed>());
    }

    [Test]
    public async Task A_transaction_of_a_forgotten_month_that_a_site_still_holds_is_refused_and_not_applied_again()
    {
        await Divided.AsOfAsync(site, ThisMonth.AddMonths(-12));
        var main = site.Get<IMainDatabase>();
        var epoch = (await main.AcquireEpochAsync(site.Config.SiteName, CancellationToken.None)).Value;
        var execution = Guid.CreateVersion7();
        await main.ApplyAsync([[new(Start(execution, "start", month: -7), 1)]], epoch, CancellationToken.None);
        var comment = new BufferedTransaction(
            Transaction("comment", -6, new Change(ChangeKind.Update, "executed_obs_unit", $"{execution}", new JsonObject { ["comment"] = "old" })), 2);
        await main.ApplyAsync([[comment]], epoch, CancellationToken.None);
        await main.ApplyAsync([[new(Start(Guid.CreateVersion7(), "new"), 3)]], epoch, CancellationToken.None);
        await site.QueryAsync<object>("update executed_obs_unit set comment = 'corrected since' where comment = 'old' returning id");
        await AgeAsync(month: -6);
        await ForgetAsync(month: -6);

        var outcome = (BatchOutcome.Answered)await main.ApplyAsync([[comment]], epoch, CancellationToken.None);
        Assert.That(outcome.Refusals[0].SqlState, Is.EqualTo("23514"));
        Assert.That(outcome.Refusals[0].ToString(), Does.Contain("markers_of_this_month_were_forgotten"));
        Assert.That(await CountAsync("executed_obs_unit", "comment = 'corrected since'"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_month_of_which_something_was_applied_of_late_is_not_forgotten()
    {
        await Divided.AsOfAsync(site, ThisMonth.AddMonths(-12));
        await WriteAsync(Start(Guid.CreateVersion7(), "failed then, retried now", month: -6));

        Assert.That(async () => await ForgetAsync(month: -6), Throws.InstanceOf<System.Data.Common.DbException>().With.Message.Contains("less than"));
        Assert.That(await CountAsync("applied_transaction"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_month_is_not_forgotten_while_a_site_has_applied_nothing_newer()
    {
        await Divided.AsOfAsync(site, ThisMonth.AddMonths(-12));
        var main = site.Get<IMainDatabase>();
        var epoch = (await main.AcquireEpochAsync(site.Config.SiteName, CancellationToken.None)).Value;
        await main.ApplyAsync([[new(Start(Guid.CreateVersion7(), "old", month: -6), 1)]], epoch, CancellationToken.None);
        await AgeAsync(month: -6);

        Assert.That(
            async () => await ForgetAsync(month: -6), Throws.InstanceOf<System.Data.Common.DbException>().With.Message.Contains(site.Config.SiteName));
        await main.ApplyAsync([[new(Start(Guid.CreateVersion7(), "new"), 2)]], epoch, CancellationToken.None);
        Assert.That(await ForgetAsync(month: -6), Is.EqualTo(1));
    }

    [Test]
    public async Task A_month_may_be_forgotten_twice_and_the_months_ahead_are_still_made()
    {
        await Divided.AsOfAsync(site, ThisMonth.AddMonths(-12));
        Assert.That((await ForgetAsync(month: -6), await ForgetAsync(month: -6)), Is.EqualTo((0L, 0L)));
        await site.Get<IMigrator>().MigrateAsync(CancellationToken.None);

        Assert.That(await PartsAsync("applied_transaction"), Is.EqualTo(2 + 24));
        Assert.That(await WriteAsync(Start(Guid.CreateVersion7(), "new", month: 6)), Is.TypeOf<DirectOutcome.Committed>());
    }

    private Task<long> ForgetAsync(int month) =>
        site.QueryAsync<long>(string.Create(CultureInfo.InvariantCulture, $"select forget_month('{ThisMonth.AddMonths(month):yyyy-MM-dd}')"));

    /// <summary>As if the markers of a month had been written in it.</summary>
    private Task AgeAsync(int month) => site.QueryAsync<object>(string.Create(
        CultureInfo.InvariantCulture,
        $"update applied_transaction_{ThisMonth.AddMonths(month):yyyy_MM} set applied_at = '{ThisMonth.AddMonths(month):O}' returning transaction_id"));

    /// <summary>The block of docs/explanation/scale.md, for another month than its example.</summary>
    private static string Documented(DateTimeOffset month)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder!.FullName, "CcatOps.sln")))
            folder = folder.Parent;
        var page = System.IO.File.ReadAllText(Path.Combine(folder.FullName, "docs", "explanation", "scale.md"));
        var block = page.Split("```sql").Skip(1).Select(part => part.Split("```")[0]).Single(sql => sql.Contains("forget_month"));
        return block.Replace("2027-01-01", month.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private Task<long> CountAsync(string table, string condition = "true") =>
        site.QueryAsync<long>($"select count(*) from {table} where {condition}");

    private Task<long> PartsAsync(string table) =>
        site.QueryAsync<long>($"select count(*) from pg_inherits where inhparent = '{table}'::regclass");

    private async Task<DirectOutcome> WriteAsync(params Transaction[] transactions)
    {
        DirectOutcome? outcome = null;
        foreach (var transaction in transactions)
            outcome = await site.Get<IDirectWriter>().WriteAsync(transaction, CancellationToken.None);
        return outcome!;
    }

    /// <param name="execution">The execution to start.</param>
    /// <param name="key">The client's key.</param>
    /// <param name="month">In which month from now the id was made.</param>
    private Transaction Start(Guid execution, string key, int month = 0) => Transaction(key, month, new Change(
        ChangeKind.Insert, "executed_obs_unit", execution.ToString(), new JsonObject
        {
            ["id"] = execution,
            ["obs_unit_id"] = 1,
            ["status"] = "running",
            ["start_time"] = "2023-03-28T02:38:42Z",
        }));

    private Transaction File(Guid execution, Guid id) => Transaction($"{Guid.NewGuid()}", 0, new Change(
        ChangeKind.Insert, "raw_data_file", id.ToString(), new JsonObject { ["id"] = id, ["executed_obs_unit_id"] = execution, ["name"] = "x" }));

    private Transaction Transaction(string key, int month, Change change) => new()
    {
        Id = Guid.CreateVersion7(month == 0 ? Now : ThisMonth.AddMonths(month).AddDays(3)),
        SiteName = site.Config.SiteName,
        Operation = "test",
        Principal = "anonymous",
        IdempotencyKey = key,
        Entities = [Domain.Writes.Transaction.Entity(change.Table, change.Key)],
        Changes = [change],
        AcceptedAt = DateTimeOffset.UnixEpoch,
        RequestHash = "00",
    };
}
