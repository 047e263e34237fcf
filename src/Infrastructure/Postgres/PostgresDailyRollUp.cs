using CcatOps.Domain.Audit;
using CcatOps.Infrastructure.Sql;
using Dapper;

namespace CcatOps.Infrastructure.Postgres;

internal sealed class PostgresDailyRollUp(MainDataSource main) : IDailyRollUp
{
    public Task<long> RollUpTokenUsesAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) =>
        CountAsync("select roll_up_token_uses(@Before, @Most)", new { Before = before.UtcDateTime, Most = most }, cancellationToken);

    public Task<long> RollUpAuditEventsAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        const string sql =
            """
            with old as (
                select id from audit_event where at < @Before and action = any(@Actions) order by at limit @Most for update skip locked
            ), gone as (
                delete from audit_event decided using old where decided.id = old.id
                returning decided.at, decided.site_name, decided.principal, decided.action
            ), counted as (
                insert into audit_event_day as known (day, site_name, principal, action, events)
                select (at at time zone 'UTC')::date, site_name, principal, action, count(*) from gone group by 1, 2, 3, 4 order by 1, 2, 3, 4
                on conflict (day, site_name, principal, action) do update set events = known.events + excluded.events
            )
            select count(*) from gone
            """;
        return CountAsync(sql, new { Before = before.UtcDateTime, Most = most, Actions = AuditRules.AboutBuffers }, cancellationToken);
    }

    private Task<long> CountAsync(string sql, object values, CancellationToken cancellationToken) => main.RepeatAsync(
        connection => connection.ExecuteScalarAsync<long>(new CommandDefinition(sql, values, cancellationToken: cancellationToken)),
        cancellationToken);
}
