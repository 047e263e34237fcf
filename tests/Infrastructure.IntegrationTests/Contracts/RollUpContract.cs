using CcatOps.Application.Access;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using CcatOps.Infrastructure.Sql;
using CcatOps.Infrastructure.Workers;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>Token uses and audit events of a main database that are older than the settings allow.</summary>
internal abstract class RollUpContract(DatabaseType databaseType)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly DateTimeOffset Day = new DateTimeOffset(Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-40);
    private readonly Guid token = Guid.CreateVersion7();
    private TestSite site = null!;

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task Old_uses_become_one_row_for_each_day_and_their_sum_stays()
    {
        await CreateAsync();
        foreach (var at in (DateTimeOffset[])[Day, Day.AddHours(23.9), Day.AddDays(1), Now])
            await UseAsync(at, 2);
        await RunAsync();

        Assert.That(await CountAsync("api_token_use"), Is.EqualTo(1));
        Assert.That(await CountAsync("api_token_use_day"), Is.EqualTo(2));
        await AssertUsesAsync(8, Now);
    }

    [Test]
    public async Task Uses_that_arrive_late_are_added_to_their_day()
    {
        await CreateAsync();
        await UseAsync(Day.AddHours(2), 1);
        await RunAsync();
        await UseAsync(Day.AddHours(1), 3);
        await RunAsync();
        await RunAsync();

        Assert.That((await CountAsync("api_token_use"), await CountAsync("api_token_use_day")), Is.EqualTo((0L, 1L)));
        await AssertUsesAsync(4, Day.AddHours(2));
    }

    [Test]
    public async Task A_step_takes_a_bounded_number_of_rows_and_says_that_more_are_left()
    {
        await CreateAsync();
        for (var number = 0; number < 5; number++)
            await UseAsync(Day.AddMinutes(number), 1);
        var rollUp = site.Get<IDailyRollUp>();

        Assert.That(await rollUp.RollUpTokenUsesAsync(Day.AddMinutes(3), 2, CancellationToken.None), Is.EqualTo(2));
        Assert.That(await rollUp.RollUpTokenUsesAsync(Day.AddMinutes(3), 2, CancellationToken.None), Is.EqualTo(1));
        Assert.That(await CountAsync("api_token_use"), Is.EqualTo(2));
        await AssertUsesAsync(5, Day.AddMinutes(4));
    }

    [Test]
    public async Task By_default_no_audit_event_is_deleted()
    {
        await CreateAsync();
        await DecideAsync(Day.AddYears(-20), "discard");
        await RunAsync();

        Assert.That((await CountAsync("audit_event"), await CountAsync("audit_event_day")), Is.EqualTo((1L, 0L)));
    }

    [Test]
    public async Task With_a_retention_old_decisions_about_buffers_are_counted_by_day_and_those_about_access_are_kept()
    {
        await CreateAsync(auditDays: 30);
        foreach (var action in (string[])["retry", "edit", "discard", "pause", "resume", "reconcile", "create", "rotate", "revoke", "emergency", "role"])
            await DecideAsync(Day, action);
        await DecideAsync(Day.AddHours(1), "discard");
        await DecideAsync(Now, "discard");
        await RunAsync();

        Assert.That(await CountAsync("audit_event"), Is.EqualTo(5 + 1));
        Assert.That(
            await site.QueryAsync<long>("select events from audit_event_day where action = 'discard' and principal = 'mara'"), Is.EqualTo(2));
        Assert.That(await CountAsync("audit_event_day"), Is.EqualTo(6));
    }

    private async Task CreateAsync(int auditDays = 0) => site = await TestSite.CreateAsync(
        SiteType.Main, config => config with { Retention = config.Retention with { AuditDays = auditDays } }, databaseType);

    private Task<bool> RunAsync() => site.Get<RollUpStep>().RunAsync(CancellationToken.None);

    private Task<object> UseAsync(DateTimeOffset at, int uses) => site.QueryAsync<object>(
        $"insert into api_token_use values ('{Guid.NewGuid()}', '{token}', 'chile', '{Text(at)}', {uses}, null) returning id");

    private Task<object> DecideAsync(DateTimeOffset at, string action) => site.QueryAsync<object>(
        $"insert into audit_event (id, site_name, at, principal, action) values ('{Guid.NewGuid()}', 'chile', '{Text(at)}', 'mara', '{action}') returning id");

    private Task<long> CountAsync(string table) => site.QueryAsync<long>($"select count(*) from {table}");

    private async Task AssertUsesAsync(long uses, DateTimeOffset lastUsedAt)
    {
        var sum = (await site.Get<ITokenUsage>().SumAsync([token], CancellationToken.None)).Single();
        Assert.That((sum.Uses, sum.LastUsedAt), Is.EqualTo((uses, DateTimeOffset.Parse(Text(lastUsedAt), null))));
    }

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

internal sealed class PostgresRollUpTests() : RollUpContract(DatabaseType.PostgreSql);

internal sealed class SqliteRollUpTests() : RollUpContract(DatabaseType.Sqlite);
