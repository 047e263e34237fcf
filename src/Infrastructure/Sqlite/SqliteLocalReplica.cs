using CcatOps.Application.Replication;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Sites;

namespace CcatOps.Infrastructure.Sqlite;

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

internal sealed class SqliteLocalSequences(SiteConfig site, SqliteLocalDatabase database) : IAppliedSequences
{
    public async Task<long?> FindGreatestAsync(CancellationToken cancellationToken)
    {
        const string sql = "select sequence from applied_transaction where site_name = @SiteName and sequence is not null "
            + "order by sequence desc limit 1";
        return await database.QueryAsync<long>(sql, new { site.SiteName }, cancellationToken) is [var greatest] ? greatest : null;
    }
}
