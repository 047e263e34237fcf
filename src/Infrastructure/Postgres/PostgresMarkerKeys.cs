using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>
/// Keys that are looked up at the same time share a query. A site with a journal keeps a filter of the keys of all its markers, and asks
/// for those only that it contains: what is too new for the filter is known to Redis, or to the journal.
/// </summary>
internal sealed class PostgresMarkerKeys : IMarkerKeys
{
    private const int MostInQuery = 256;
    private const int Page = 20_000;

    /// <summary>The limit keeps the planner at one index lookup a key, however many keys it expects.</summary>
    private const string SelectIds =
        """
        select wanted.principal, wanted.key, marker.transaction_id as id
        from unnest(@Principals, @Keys) wanted (principal, key)
        cross join lateral (
            select transaction_id from applied_transaction
            where site_name = @SiteName and principal = wanted.principal and idempotency_key = wanted.key
            limit 1) marker
        """;

    private const string SelectKeys =
        """
        select principal, idempotency_key as key, applied_at, transaction_id as id from applied_transaction
        where site_name = @SiteName and idempotency_key is not null and (applied_at, transaction_id) > (@AppliedAt, @Id)
        order by applied_at, transaction_id limit @Page
        """;

    /// <summary>Redis and the journal know keys for longer than this, so that what the filter lacks is never looked for in vain.</summary>
    public static readonly TimeSpan FilterLife = TimeSpan.FromHours(12);

    /// <summary>A marker may become visible later than others with a later time.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    private readonly PostgresLocalDatabase database;
    private readonly SiteConfig site;
    private readonly TimeProvider time;
    private readonly Gathering<Lookup> gathering;
    private readonly KeyFilter filter = new();
    private (DateTimeOffset AppliedAt, Guid Id) read = (DateTimeOffset.UnixEpoch, Guid.Empty);
    private long trustedUntil;

    public PostgresMarkerKeys(PostgresLocalDatabase database, SiteConfig site, TimeProvider time)
    {
        (this.database, this.site, this.time) = (database, site, time);
        gathering = new(MostInQuery, FindAllAsync);
    }

    public Task<Guid?> FindAsync(MarkerKey key, CancellationToken cancellationToken)
    {
        if (time.GetTimestamp() < Volatile.Read(ref trustedUntil) && !filter.MayContain(HashOf(key)))
            return Task.FromResult<Guid?>(null);
        var lookup = new Lookup(key);
        gathering.Add(lookup);
        return lookup.Task;
    }

    /// <summary>Adds to the filter what the database shows since it was read last.</summary>
    public async Task RefreshFilterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadKeysAsync(cancellationToken);
        }
        catch (LocalDatabaseUnavailableException)
        {
            // Until the next time the filter is as it was.
        }
    }

    private async Task ReadKeysAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        IReadOnlyList<Marker> page;
        do
        {
            page = await database.QueryAsync<Marker>(
                SelectKeys, new { site.SiteName, read.AppliedAt, read.Id, Page }, cancellationToken);
            foreach (var marker in page)
                filter.Add(HashOf(new(marker.Principal, marker.Key)));
            if (page.Count > 0)
                read = (page[^1].AppliedAt, page[^1].Id);
        }
        while (page.Count == Page);

        Volatile.Write(ref trustedUntil, started + (long)(FilterLife.TotalSeconds * time.TimestampFrequency));
        read = (read.AppliedAt - Overlap, Guid.Empty);
    }

    private async Task FindAllAsync(List<Lookup> batch)
    {
        try
        {
            var keys = batch.Select(lookup => lookup.Key).Distinct().ToArray();
            var wanted = new
            {
                site.SiteName,
                Principals = keys.Select(key => key.Principal).ToArray(),
                Keys = keys.Select(key => key.Key).ToArray(),
            };
            var found = (await database.QueryAsync<(string Principal, string Key, Guid Id)>(SelectIds, wanted, CancellationToken.None))
                .ToDictionary(row => new MarkerKey(row.Principal, row.Key), row => row.Id);
            batch.ForEach(lookup => lookup.TrySetResult(found.TryGetValue(lookup.Key, out var id) ? id : null));
        }
#pragma warning disable CA1031 // The callers get it, whatever it is.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            batch.ForEach(lookup => lookup.TrySetException(exception));
        }
    }

    private static ulong HashOf(MarkerKey key) => ClaimHash.Of($"{key.Principal}:{key.Key}");

    private sealed class Lookup(MarkerKey key) : TaskCompletionSource<Guid?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public MarkerKey Key => key;
    }

    private sealed record Marker
    {
        public required string Principal { get; init; }
        public required string Key { get; init; }
        public required DateTimeOffset AppliedAt { get; init; }
        public required Guid Id { get; init; }
    }
}
