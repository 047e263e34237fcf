using CcatOps.Application.Reads;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Audit;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.Postgres;

internal sealed class PostgresAuditEvents(LocalDatabase database) : IRecordReader<AuditEvent, NewestFirst, AuditFilter>
{
    private const string Select =
        """
        select id, site_name, at, principal, action, about_transaction_id, reason, details, remote_address, transaction_id
        from audit_event
        """;

    public Task<IReadOnlyList<AuditEvent>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        database.QueryAsync<AuditEvent>(
            $"{Select} where id = any(@Ids)", new { Ids = keys.Select(Guid.Parse).ToArray() }, cancellationToken);

    public Task<IReadOnlyList<AuditEvent>> PageAsync(
        AuditFilter filter, NewestFirst? after, int limit, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(after is not null, "(at, id) < (@AfterTime, @AfterId)");
        return database.QueryAsync<AuditEvent>(
            $"{Select} {conditions} order by at desc, id desc limit @Limit", Values(filter, after, limit), cancellationToken);
    }

    public async Task<long> CountAsync(AuditFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(except.Count > 0, "id <> all(@Except)");
        var counts = await database.QueryAsync<long>(
            $"select count(*) from audit_event {conditions}",
            Values(filter, null, 0, except.Select(Guid.Parse).ToArray()),
            cancellationToken);
        return counts[0];
    }

    private static Conditions Matching(AuditFilter filter) => new Conditions()
        .When(filter.Actions.Count > 0, "action = any(@Actions)")
        .When(filter.TransactionIds.Count > 0, "about_transaction_id = any(@TransactionIds)")
        .When(filter.Principals.Count > 0, "principal = any(@Principals)")
        .When(filter.MinAt is not null, "at >= @MinAt")
        .When(filter.MaxAt is not null, "at < @MaxAt");

    private static object Values(AuditFilter filter, NewestFirst? after, int limit, Guid[]? except = null) => new
    {
        Actions = filter.Actions.Select(WireNames.Of).ToArray(),
        TransactionIds = filter.TransactionIds.ToArray(),
        Principals = filter.Principals.ToArray(),
        filter.MinAt,
        filter.MaxAt,
        AfterTime = after?.Time,
        AfterId = after?.Id,
        Limit = limit,
        Except = except,
    };
}
