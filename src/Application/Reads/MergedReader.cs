using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads;

/// <summary>
/// Merges the overlay with the local database. The overlay must be read before the database: a transaction that is missing from it was released because
/// the database already showed it. Merging comes before filter, order, page and count.
/// </summary>
public sealed class MergedReader<TRecord, TPosition, TFilter>(
    RecordType<TRecord, TPosition> type,
    IRecordReader<TRecord, TPosition, TFilter> database,
    EstimatedCounts estimates)
    where TRecord : class
    where TPosition : struct, IComparable<TPosition>, IListPosition
    where TFilter : IRecordFilter<TRecord>
{
    /// <exception cref="LocalDatabaseUnavailableException">The overlay does not know all of it, and the database is unavailable.</exception>
    public async Task<TRecord?> FindAsync(Overlay overlay, string key, CancellationToken cancellationToken)
    {
        var found = overlay.Find(type.Table, key) is { } row
            ? await ToRecordsAsync(overlay, [row], cancellationToken)
            : [.. (await database.FindAsync([key], cancellationToken)).Select(Replicated)];
        return found is [var record, ..] ? record : null;
    }

    /// <summary>At most <paramref name="limit"/> records that match, in order, beginning after a position.</summary>
    /// <exception cref="LocalDatabaseUnavailableException">The database is unavailable.</exception>
    public async Task<IReadOnlyList<TRecord>> PageAsync(
        Overlay overlay,
        TFilter filter,
        TPosition? after,
        int limit,
        CancellationToken cancellationToken)
    {
        // The database is at it while the overlay's rows are made.
        var replicated = ReplicatedAsync(overlay, filter, after, limit, cancellationToken);
        var patched = await PatchedAsync(overlay, filter, cancellationToken);
        var whole = Whole(overlay, filter, after)
            .Take(limit)
            .Select(entry => type.WithSync(entry.Record, overlay.SyncOf(entry.Row)))
            .ToArray();
        return
        [
            .. patched
                .Where(record => after is not { } place || type.Position(record).CompareTo(place) > 0)
                .Concat(whole)
                .Concat(await replicated)
                .OrderBy(type.Position)
                .Take(limit),
        ];
    }

    /// <summary>One page of the list, with its count when asked for.</summary>
    /// <exception cref="LocalDatabaseUnavailableException">The database is unavailable.</exception>
    public async Task<Listing<TRecord>> ListAsync(Overlay overlay, TFilter filter, Paging paging, CancellationToken cancellationToken)
    {
        var page = await PageAsync(overlay, filter, paging.After<TPosition>(), paging.Limit + 1, cancellationToken);
        var count = paging.Count is { } kind ? new ListCount(await CountAsync(overlay, filter, kind, cancellationToken), kind) : null;
        return paging.Page(page, type.Position, count);
    }

    private async Task<long> CountAsync(Overlay overlay, TFilter filter, CountKind kind, CancellationToken cancellationToken)
    {
        var patched = await PatchedAsync(overlay, filter, cancellationToken);
        var whole = filter is { MatchesAll: true, SyncStates.Count: 0 }
            ? overlay.CountListed(type.Table)
            : Whole(overlay, filter, after: null).Count();
        if (!WantsReplicated(filter))
            return patched.Count + whole;
        return patched.Count + whole + kind switch
        {
            CountKind.Estimated => await estimates.GetAsync(type.Table, overlay.Version, filter, CountStoredAsync, cancellationToken),
            _ => await CountStoredAsync(),
        };

        Task<long> CountStoredAsync() =>
            database.CountAsync(filter, overlay.Keys(type.Table), cancellationToken);
    }

    /// <summary>Returns the rows under one parent that only the overlay knows.</summary>
    public IEnumerable<TRecord> Overlaid(Overlay overlay, string parent) =>
        overlay.RowsUnder(type.Table, parent).Where(row => row.IsListed).Select(row => ToRecord(overlay, row));

    /// <summary>Returns the matching rows that the overlay knows entirely, in order, lazily.</summary>
    private IEnumerable<(OverlayRow Row, TRecord Record)> Whole(Overlay overlay, TFilter filter, TPosition? after) =>
        filter.Parents.Count > 0
            ? Matching(overlay, filter, RowsUnder(overlay, filter).Where(row => row.IsListed))
                .Where(entry => after is not { } place || type.Position(entry.Record).CompareTo(place) > 0)
                .OrderBy(entry => type.Position(entry.Record))
            : Matching(overlay, filter, overlay.Listed(type.Table, after?.ToPlace()));

    private static IEnumerable<(OverlayRow Row, TRecord Record)> Matching(Overlay overlay, TFilter filter, IEnumerable<OverlayRow> rows) => rows
        .Where(row => HasWantedState(overlay, filter, row))
        .Select(row => (row, row.ToRecord<TRecord>()))
        .Where(entry => filter.Matches(entry.Item2));

    /// <summary>Returns the matching rows of which the database knows a part.</summary>
    private async Task<IReadOnlyList<TRecord>> PatchedAsync(Overlay overlay, TFilter filter, CancellationToken cancellationToken)
    {
        var rows = filter.Parents.Count > 0 ? RowsUnder(overlay, filter).Where(row => !row.IsWhole) : overlay.Patches(type.Table);
        var wanted = rows.Where(row => HasWantedState(overlay, filter, row)).ToArray();
        return [.. (await ToRecordsAsync(overlay, wanted, cancellationToken)).Where(filter.Matches)];
    }

    private IEnumerable<OverlayRow> RowsUnder(Overlay overlay, TFilter filter) =>
        filter.Parents.SelectMany(parent => overlay.RowsUnder(type.Table, parent)).DistinctBy(row => row.Key);

    private static bool HasWantedState(Overlay overlay, TFilter filter, OverlayRow row) =>
        filter.SyncStates.Count == 0 || filter.SyncStates.Contains(overlay.SyncOf(row).State);

    private async Task<IReadOnlyList<TRecord>> ReplicatedAsync(
        Overlay overlay,
        TFilter filter,
        TPosition? after,
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
            found.AddRange(page.Where(record => overlay.Find(type.Table, type.Key(record)) is null).Select(Replicated));
            after = page.Count > 0 ? type.Position(page[^1]) : after;
        }
        while (page.Count == limit && found.Count < limit);

        return found;
    }

    private async Task<IReadOnlyList<TRecord>> ToRecordsAsync(
        Overlay overlay,
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
            var row = patched[type.Key(record)];
            records.Add(type.WithSync(RowChanges.Patch(record, row.ReadValues()!), overlay.SyncOf(row)));
        }

        return records;
    }

    private TRecord ToRecord(Overlay overlay, OverlayRow row) => type.WithSync(row.ToRecord<TRecord>(), overlay.SyncOf(row));

    /// <summary>A record as the database shows it, with its way to there.</summary>
    internal TRecord Replicated(TRecord record) =>
        type.WithSync(record, new Sync(TransactionState.Replicated, type.TransactionId(record)));

    private static bool WantsReplicated(TFilter filter) =>
        filter.SyncStates.Count == 0 || filter.SyncStates.Contains(TransactionState.Replicated);
}
