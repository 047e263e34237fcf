using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Records;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads;

/// <summary>
/// Merges the overlay with the local database. The overlay must be read before the database: a transaction that is missing from it was released because
/// the database already showed it. Merging comes before filter, order, page and count.
/// </summary>
public sealed class MergedReader<TRecord>(IRecordReader<TRecord> database, EstimatedCounts estimates) : IRowLookup
    where TRecord : StoredRecord
{
    public Table Table => RecordType<TRecord>.Table;

    public async Task<bool> IsKnownAsync(OverlaySnapshot overlay, string key, CancellationToken cancellationToken) =>
        await FindAsync(overlay, key, cancellationToken) is not null;

    /// <exception cref="LocalDatabaseUnavailableException">The overlay does not know all of it, and the database is unavailable.</exception>
    public async Task<TRecord?> FindAsync(OverlaySnapshot overlay, string key, CancellationToken cancellationToken)
    {
        var found = overlay.Find(Table, key) is { } row
            ? await ToRecordsAsync(overlay, [row], cancellationToken)
            : [.. (await database.FindAsync([key], cancellationToken)).Select(Replicated)];
        return found is [var record, ..] ? record : null;
    }

    /// <summary>At most <paramref name="limit"/> records that match, in order, beginning after a position.</summary>
    /// <exception cref="LocalDatabaseUnavailableException">The database is unavailable.</exception>
    public async Task<IReadOnlyList<TRecord>> PageAsync(
        OverlaySnapshot overlay,
        RecordFilter<TRecord> filter,
        ListPlace? after,
        int limit,
        CancellationToken cancellationToken)
    {
        // The database is at it while the overlay's rows are made.
        var replicated = ReplicatedAsync(overlay, filter, after, limit, cancellationToken);
        var patched = await PatchedAsync(overlay, filter, cancellationToken);
        var whole = Whole(overlay, filter, after)
            .Take(limit)
            .Select(entry => entry.Record with { Sync = overlay.SyncOf(entry.Row) })
            .ToArray();
        return
        [
            .. patched
                .Where(record => after is not { } place || RecordType<TRecord>.PlaceOf(record).CompareTo(place) > 0)
                .Concat(whole)
                .Concat(await replicated)
                .OrderBy(RecordType<TRecord>.PlaceOf)
                .Take(limit),
        ];
    }

    /// <summary>One page of the list, with its count when asked for.</summary>
    /// <exception cref="LocalDatabaseUnavailableException">The database is unavailable.</exception>
    public async Task<Listing<TRecord>> ListAsync(OverlaySnapshot overlay, RecordFilter<TRecord> filter, Paging paging, CancellationToken cancellationToken)
    {
        var page = await PageAsync(overlay, filter, paging.After(Table), paging.Limit + 1, cancellationToken);
        var count = paging.Count is { } kind ? new ListCount(await CountAsync(overlay, filter, kind, cancellationToken), kind) : null;
        return paging.Page(Table, page, RecordType<TRecord>.PlaceOf, count);
    }

    private async Task<long> CountAsync(OverlaySnapshot overlay, RecordFilter<TRecord> filter, CountKind kind, CancellationToken cancellationToken)
    {
        var patched = await PatchedAsync(overlay, filter, cancellationToken);
        var whole = filter is { Conditions.IsEmpty: true, SyncStates.Count: 0 }
            ? overlay.CountListed(Table)
            : Whole(overlay, filter, after: null).Count();
        if (!WantsReplicated(filter))
            return patched.Count + whole;
        return patched.Count + whole + kind switch
        {
            CountKind.Estimated => await estimates.GetAsync(overlay.Version, filter, CountStoredAsync, cancellationToken),
            _ => await CountStoredAsync(),
        };

        Task<long> CountStoredAsync() =>
            database.CountAsync(filter, overlay.Keys(Table), cancellationToken);
    }

    /// <summary>Returns the rows under one parent that only the overlay knows.</summary>
    public IEnumerable<TRecord> Overlaid(OverlaySnapshot overlay, string parent) =>
        overlay.RowsUnder(Table, parent).Where(row => row.IsListed).Select(row => ToRecord(overlay, row));

    /// <summary>Returns the matching rows that the overlay knows entirely, in order, lazily.</summary>
    private IEnumerable<(OverlayRow Row, TRecord Record)> Whole(OverlaySnapshot overlay, RecordFilter<TRecord> filter, ListPlace? after) =>
        filter.Parents is { } parents
            ? Matching(overlay, filter, RowsUnder(overlay, parents).Where(row => row.IsListed))
                .Where(entry => after is not { } place || RecordType<TRecord>.PlaceOf(entry.Record).CompareTo(place) > 0)
                .OrderBy(entry => RecordType<TRecord>.PlaceOf(entry.Record))
            : Matching(overlay, filter, overlay.Listed(Table, after));

    private static IEnumerable<(OverlayRow Row, TRecord Record)> Matching(OverlaySnapshot overlay, RecordFilter<TRecord> filter, IEnumerable<OverlayRow> rows) => rows
        .Where(row => HasWantedState(overlay, filter, row))
        .Select(row => (row, row.ToRecord<TRecord>()))
        .Where(entry => filter.Matches(entry.Item2));

    /// <summary>Returns the matching rows of which the database knows a part.</summary>
    private async Task<IReadOnlyList<TRecord>> PatchedAsync(OverlaySnapshot overlay, RecordFilter<TRecord> filter, CancellationToken cancellationToken)
    {
        var rows = filter.Parents is { } parents ? RowsUnder(overlay, parents).Where(row => !row.IsWhole) : overlay.Patches(Table);
        var wanted = rows.Where(row => HasWantedState(overlay, filter, row)).ToArray();
        return [.. (await ToRecordsAsync(overlay, wanted, cancellationToken)).Where(filter.Matches)];
    }

    private IEnumerable<OverlayRow> RowsUnder(OverlaySnapshot overlay, IEnumerable<string> parents) =>
        parents.SelectMany(parent => overlay.RowsUnder(Table, parent)).DistinctBy(row => row.Key);

    private static bool HasWantedState(OverlaySnapshot overlay, RecordFilter<TRecord> filter, OverlayRow row) =>
        filter.SyncStates.Count == 0 || filter.SyncStates.Contains(overlay.SyncOf(row).State);

    private async Task<IReadOnlyList<TRecord>> ReplicatedAsync(
        OverlaySnapshot overlay,
        RecordFilter<TRecord> filter,
        ListPlace? after,
        int limit,
        CancellationToken cancellationToken)
    {
        var found = new List<TRecord>();
        if (!WantsReplicated(filter))
            return found;

        IReadOnlyList<TRecord> page;
        do
        {
            page = await database.PageAsync(filter, after, limit, cancellationToken);
            found.AddRange(page.Where(record => overlay.Find(Table, RecordType<TRecord>.KeyOf(record)) is null).Select(Replicated));
            after = page.Count > 0 ? RecordType<TRecord>.PlaceOf(page[^1]) : after;
        }
        while (page.Count == limit && found.Count < limit);

        return found;
    }

    private async Task<IReadOnlyList<TRecord>> ToRecordsAsync(
        OverlaySnapshot overlay,
        IReadOnlyCollection<OverlayRow> rows,
        CancellationToken cancellationToken)
    {
        var patched = rows.Where(row => !row.IsWhole).ToDictionary(row => row.Key);
        var records = rows
            .Where(row => row.IsListed)
            .Select(row => ToRecord(overlay, row))
            .ToList();
        if (patched.Count == 0)
            return records;

        foreach (var record in await database.FindAsync(patched.Keys, cancellationToken))
        {
            var row = patched[RecordType<TRecord>.KeyOf(record)];
            records.Add(RowChanges.Patch(record, row.ReadValues()!) with { Sync = overlay.SyncOf(row) });
        }

        return records;
    }

    private static TRecord ToRecord(OverlaySnapshot overlay, OverlayRow row) => row.ToRecord<TRecord>() with { Sync = overlay.SyncOf(row) };

    /// <summary>A record as the database shows it, with its way to there.</summary>
    internal static TRecord Replicated(TRecord record) =>
        record with { Sync = new Sync(TransactionState.Replicated, record.TransactionId) };

    private static bool WantsReplicated(RecordFilter<TRecord> filter) =>
        filter.SyncStates.Count == 0 || filter.SyncStates.Contains(TransactionState.Replicated);
}
