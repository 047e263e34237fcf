using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads;

/// <summary>
/// Lays the overlay over the local database. The overlay given must have been read before the database is: what is missing
/// from it then was let go of because the database already showed it. It comes before filter, order, page and count.
/// </summary>
public sealed class MergedReader<TRecord, TPosition, TFilter>(
    RecordType<TRecord, TPosition> type,
    IRecordReader<TRecord, TPosition, TFilter> database,
    EstimatedCounts estimates)
    where TRecord : class
    where TPosition : struct, IComparable<TPosition>
    where TFilter : IRecordFilter<TRecord>
{
    /// <exception cref="LocalDatabaseUnavailableException">The overlay does not know all of it, and the database is away.</exception>
    public async Task<TRecord?> FindAsync(Overlay overlay, string key, CancellationToken cancellationToken)
    {
        var found = overlay.Find(type.Table, key) is { } row
            ? await ToRecordsAsync(overlay, [row], cancellationToken)
            : [.. (await database.FindAsync([key], cancellationToken)).Select(Replicated)];
        return found is [var record, ..] ? record : null;
    }

    /// <summary>At most <paramref name="limit"/> records that match, in order, beginning after a position.</summary>
    /// <exception cref="LocalDatabaseUnavailableException">The database is away.</exception>
    public async Task<IReadOnlyList<TRecord>> PageAsync(
        Overlay overlay,
        TFilter filter,
        TPosition? after,
        int limit,
        CancellationToken cancellationToken)
    {
        var overlaid = await OverlaidAsync(overlay, filter, cancellationToken);
        var replicated = await ReplicatedAsync(overlay, filter, after, limit, cancellationToken);
        return
        [
            .. overlaid
                .Where(record => after is not { } place || type.Position(record).CompareTo(place) > 0)
                .Concat(replicated)
                .OrderBy(type.Position)
                .Take(limit),
        ];
    }

    /// <summary>One page of the list, with its count when asked for.</summary>
    /// <exception cref="LocalDatabaseUnavailableException">The database is away.</exception>
    public async Task<Listing<TRecord>> ListAsync(Overlay overlay, TFilter filter, Paging paging, CancellationToken cancellationToken)
    {
        var page = await PageAsync(overlay, filter, paging.After<TPosition>(), paging.Limit + 1, cancellationToken);
        var count = paging.Count is { } kind ? new ListCount(await CountAsync(overlay, filter, kind, cancellationToken), kind) : null;
        return paging.Page(page, type.Position, count);
    }

    private async Task<long> CountAsync(Overlay overlay, TFilter filter, CountKind kind, CancellationToken cancellationToken)
    {
        var overlaid = await OverlaidAsync(overlay, filter, cancellationToken);
        if (!WantsReplicated(filter))
            return overlaid.Count;
        var known = overlay.Rows(type.Table).Select(row => row.Key).ToArray();
        return overlaid.Count + kind switch
        {
            CountKind.Estimated => await estimates.GetAsync(type.Table, overlay.Version, filter, CountStoredAsync, cancellationToken),
            _ => await CountStoredAsync(),
        };

        Task<long> CountStoredAsync() => database.CountAsync(filter, known, cancellationToken);
    }

    /// <summary>What the overlay alone knows of the rows under one parent.</summary>
    public IEnumerable<TRecord> Overlaid(Overlay overlay, string parent) =>
        overlay.RowsUnder(type.Table, parent).Where(row => row.IsWhole && !row.IsDeleted).Select(row => ToRecord(overlay, row));

    private async Task<IReadOnlyList<TRecord>> OverlaidAsync(Overlay overlay, TFilter filter, CancellationToken cancellationToken)
    {
        var rows = filter.Parents.Count > 0
            ? filter.Parents.SelectMany(parent => overlay.RowsUnder(type.Table, parent)).Distinct()
            : overlay.Rows(type.Table);
        if (filter.SyncStates.Count > 0)
            rows = rows.Where(row => filter.SyncStates.Contains(overlay.SyncOf(row).State));
        return [.. (await ToRecordsAsync(overlay, [.. rows], cancellationToken)).Where(filter.Matches)];
    }

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
            .Where(row => row is { IsWhole: true, IsDeleted: false })
            .Select(row => ToRecord(overlay, row))
            .ToList();
        if (patched.Count == 0)
            return records;

        foreach (var record in await database.FindAsync(patched.Keys, cancellationToken))
        {
            var row = patched[type.Key(record)];
            records.Add(type.WithSync(RowChanges.Patch(record, row.Values!), overlay.SyncOf(row)));
        }

        return records;
    }

    private TRecord ToRecord(Overlay overlay, OverlayRow row) => type.WithSync(row.ToRecord<TRecord>(), overlay.SyncOf(row));

    private TRecord Replicated(TRecord record) =>
        type.WithSync(record, new Sync(TransactionState.Replicated, type.TransactionId(record)));

    private static bool WantsReplicated(TFilter filter) =>
        filter.SyncStates.Count == 0 || filter.SyncStates.Contains(TransactionState.Replicated);
}
