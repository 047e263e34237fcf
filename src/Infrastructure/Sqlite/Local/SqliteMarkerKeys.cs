using CcatOps.Application.Writes;
using CcatOps.Domain.Sites;

namespace CcatOps.Infrastructure.Sqlite.Local;

internal sealed class SqliteMarkerKeys(SqliteLocalDatabase database, SiteConfig site) : IMarkerKeys
{
    private const string Select =
        "select transaction_id from applied_transaction where site_name = @SiteName and principal = @Principal and idempotency_key = @Key";

    public async Task<Guid?> FindAsync(MarkerKey key, CancellationToken cancellationToken) =>
        await database.QueryAsync<string>(Select, new { site.SiteName, key.Principal, key.Key }, cancellationToken) is [var id]
            ? Guid.Parse(id)
            : null;
}
