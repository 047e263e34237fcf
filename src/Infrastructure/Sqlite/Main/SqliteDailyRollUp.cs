using CcatOps.Application.Errors;
using CcatOps.Domain.Audit;
using CcatOps.Infrastructure.Sql;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Main;

internal sealed class SqliteDailyRollUp(SqliteMainFile main) : IDailyRollUp
{
    public Task<long> RollUpTokenUsesAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        const string old = "create temporary table old as select id from api_token_use where used_at < @Before order by used_at limit @Most";
        const string count =
            """
            insert into api_token_use_day (api_token_id, site_name, day, uses, last_used_at)
            select api_token_id, site_name, substr(used_at, 1, 10), sum(uses), max(used_at) from api_token_use where id in (select id from old)
            group by 1, 2, 3
            on conflict (api_token_id, site_name, day) do update
                set uses = uses + excluded.uses, last_used_at = max(last_used_at, excluded.last_used_at)
            """;
        const string delete = "delete from api_token_use where id in (select id from old)";
        return ReplaceAsync(old, count, delete, before, most, cancellationToken);
    }

    public Task<long> RollUpAuditEventsAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        const string old =
            """
            create temporary table old as
            select id from audit_event where at < @Before and action in (select value from json_each(@Actions)) order by at limit @Most
            """;
        const string count =
            """
            insert into audit_event_day (day, site_name, principal, action, events)
            select substr(at, 1, 10), site_name, principal, action, count(*) from audit_event where id in (select id from old) group by 1, 2, 3, 4
            on conflict (day, site_name, principal, action) do update set events = events + excluded.events
            """;
        const string delete = "delete from audit_event where id in (select id from old)";
        return ReplaceAsync(old, count, delete, before, most, cancellationToken);
    }

    private async Task<long> ReplaceAsync(
        string old, string count, string delete, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        var values = new { Before = SqliteMainValues.Text(before), Most = most, Actions = SqliteMainValues.List(AuditRules.AboutBuffers) };
        try
        {
            return await main.WriteAsync(
                connection =>
                {
                    connection.Execute(old, values);
                    connection.Execute(count);
                    var replaced = connection.Execute(delete);
                    connection.Execute("drop table temp.old");
                    return (long)replaced;
                },
                cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw new MainDatabaseUnavailableException($"{main.Path}: {exception.ToFailure()}", exception);
        }
    }
}
