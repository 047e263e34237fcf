using CcatOps.Application.Replication;
using CcatOps.Domain.Replication;
using CcatOps.Infrastructure.Sqlite.Main;

namespace CcatOps.Infrastructure.Sqlite.Local;

/// <summary>The local database is the main one, so what is committed is replicated.</summary>
internal sealed class SqliteLocalReplica(SqliteLocalDatabase database) : ILocalReplica
{
    public async Task<Lsn> GetReplayedLsnAsync(CancellationToken cancellationToken)
    {
        const string sql = "select coalesce(max(position), 0) from applied_transaction";
        return new Lsn((ulong)(await database.QueryAsync<long>(sql, null, cancellationToken))[0]);
    }

    public async Task<IReadOnlyCollection<Guid>> FindMarkersAsync(
        IReadOnlyCollection<Guid> transactionIds,
        CancellationToken cancellationToken)
    {
        const string sql = "select transaction_id from applied_transaction where transaction_id in (select value from json_each(@Ids))";
        return await database.QueryAsync<Guid>(sql, new { Ids = SqliteMainValues.List(transactionIds) }, cancellationToken);
    }
}
