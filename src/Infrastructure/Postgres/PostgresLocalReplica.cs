using CcatOps.Application.Replication;
using CcatOps.Domain.Replication;

namespace CcatOps.Infrastructure.Postgres;

internal sealed class PostgresLocalReplica(PostgresLocalDatabase database) : ILocalReplica
{
    public async Task<Lsn> GetReplayedLsnAsync(CancellationToken cancellationToken)
    {
        // The function is null on a server that follows nobody, and its own position then is as far as it goes.
        const string sql =
            "select coalesce(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end, '0/0')::text";
        return Lsn.Parse((await database.QueryAsync<string>(sql, null, cancellationToken))[0]);
    }

    public async Task<IReadOnlyCollection<Guid>> FindMarkersAsync(
        IReadOnlyCollection<Guid> transactionIds,
        CancellationToken cancellationToken)
    {
        const string sql = "select transaction_id from applied_transaction where transaction_id = any(@Ids)";
        return await database.QueryAsync<Guid>(sql, new { Ids = transactionIds.ToArray() }, cancellationToken);
    }
}
