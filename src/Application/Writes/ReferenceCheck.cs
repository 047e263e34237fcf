using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

/// <summary>Looks whether the rows that changes refer to are known at this site. Rows once seen are remembered.</summary>
public sealed class ReferenceCheck(OverlayMirror mirror, IEnumerable<IRowLookup> lookups)
{
    /// <summary>Above this number the cache is cleared; it only saves look-ups.</summary>
    private const int MostRemembered = 100_000;

    private static readonly ImmutableHashSet<string> ReferredTo =
        [.. Tables.All.SelectMany(table => table.References).Select(reference => reference.Table)];

    private readonly FrozenDictionary<string, IRowLookup> lookupOf = lookups.ToFrozenDictionary(lookup => lookup.Table.Name);
    private readonly ConcurrentDictionary<(string Table, string Key), bool> seen = new();
    private int remembered;

    /// <returns>
    /// A warning for each row that is not known here or could not be looked up. It may be on its way from main, so it is no
    /// reason to refuse an observation.
    /// </returns>
    public async Task<ImmutableArray<string>> FindDoubtfulAsync(ImmutableArray<Change> changes, CancellationToken cancellationToken)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        var inserted = changes.Where(change => change.Kind == ChangeKind.Insert);
        foreach (var (field, table, key) in inserted.SelectMany(ReferencesOf).Distinct())
        {
            if (await DoubtAsync(table, key, cancellationToken) is { } doubt)
                warnings.Add($"{field} {key} {doubt}");
        }

        return warnings.ToImmutable();
    }

    private async Task<string?> DoubtAsync(string table, string key, CancellationToken cancellationToken)
    {
        if (seen.ContainsKey((table, key)))
            return null;

        try
        {
            var overlay = await mirror.GetCurrentAsync(cancellationToken);
            if (!await lookupOf[table].IsKnownAsync(overlay, key, cancellationToken))
                return "is not known at this site; the main database will refuse this if it has none either.";
            Remember(table, key);
            return null;
        }
        catch (Exception exception) when (exception is LocalDatabaseUnavailableException or BufferUnavailableException)
        {
            return "could not be checked at this site, for its local database is unavailable.";
        }
    }

    /// <summary>Notes that rows were accepted, so that what refers to them need not be looked up.</summary>
    public void Remember(ImmutableArray<Change> changes)
    {
        foreach (var change in changes.Where(change => change.Kind == ChangeKind.Insert && ReferredTo.Contains(change.Table)))
            Remember(change.Table, change.Key);
    }

    private void Remember(string table, string key)
    {
        // A count of the dictionary's own takes all of its locks.
        if (seen.TryAdd((table, key), true) && Interlocked.Increment(ref remembered) >= MostRemembered)
        {
            seen.Clear();
            Interlocked.Exchange(ref remembered, 0);
        }
    }

    private static IEnumerable<(string Field, string Table, string Key)> ReferencesOf(Change change)
    {
        foreach (var reference in Tables.Named(change.Table).References)
        {
            if (change.Values?[reference.Column]?.ToString() is { } key)
                yield return (reference.Column, reference.Table, key);
        }
    }
}
