using CcatOps.Application.Writes;
using CcatOps.Domain.Sites;

namespace CcatOps.Infrastructure.Sqlite.Local;

internal sealed class SqliteAppliedSequences(SiteConfig site, SqliteLocalDatabase database) : IAppliedSequences
{
    public async Task<long?> FindGreatestAsync(CancellationToken cancellationToken)
    {
        const string sql = "select sequence from applied_transaction where site_name = @SiteName and sequence is not null "
            + "order by sequence desc limit 1";
        return await database.QueryAsync<long>(sql, new { site.SiteName }, cancellationToken) is [var greatest] ? greatest : null;
    }
}
