using CcatOps.Application.Reads;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Audit;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.Sqlite;

internal sealed class SqliteLocalAuditEvents(SqliteLocalDatabase database) : IRecordReader<AuditEvent, NewestFirst, AuditFilter>
{
    private const string Select =
        """
        select id, site_name, at, principal, action, about_transaction_id, reason, details, remote_address, transaction_id
        from audit_event
        """;

    public Task<IReadOnlyList<AuditEvent>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        database.QueryAsync<AuditEvent>(
            $"{Select} where id in (select value from json_each(@Ids))",
            new { Ids = SqliteMainValues.List(keys.Select(Guid.Parse)) },
            cancellationToken);

    public Task<IReadOnlyList<AuditEvent>> PageAsync(
        AuditFilter filter, NewestFirst? after, int limit, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(after is not null, "(at, id) < (@AfterTime, @AfterId)");
        return database.QueryAsync<AuditEvent>(
            $"{Select} {conditions} order by at desc, id desc limit @Limit", Values(filter, after, limit, []), cancellationToken);
    }

    public async Task<long> CountAsync(AuditFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(except.Count > 0, "id not in (select value from json_each(@Except))");
        var counts = await database.QueryAsync<long>(
            $"select count(*) from audit_event {conditions}", Values(filter, null, 0, except), cancellationToken);
        return counts[0];
    }

    private static Conditions Matching(AuditFilter filter) => new Conditions()
        .When(filter.Actions.Count > 0, "action in (select value from json_each(@Actions))")
        .When(filter.TransactionIds.Count > 0, "about_transaction_id in (select value from json_each(@TransactionIds))")
        .When(filter.Principals.Count > 0, "principal in (select value from json_each(@Principals))")
        .When(filter.MinAt is not null, "at >= @MinAt")
        .When(filter.MaxAt is not null, "at < @MaxAt");

    private static object Values(AuditFilter filter, NewestFirst? after, int limit, IReadOnlyCollection<string> except) => new
    {
        Actions = SqliteMainValues.List(filter.Actions.Select(WireNames.Of)),
        TransactionIds = SqliteMainValues.List(filter.TransactionIds),
        Principals = SqliteMainValues.List(filter.Principals),
        MinAt = SqliteMainValues.Text(filter.MinAt),
        MaxAt = SqliteMainValues.Text(filter.MaxAt),
        AfterTime = SqliteMainValues.Text(after?.Time),
        AfterId = after is { Id: var id } ? SqliteMainValues.Text(id) : null,
        Limit = limit,
        Except = SqliteMainValues.List(except.Select(Guid.Parse)),
    };
}
