namespace CcatOps.Infrastructure.Journal;

/// <summary>The place of an accepted or direct transaction in a segment.</summary>
internal readonly record struct SegmentEntry(long Sequence, long Offset, RecordKind Kind);

/// <summary>Finds transactions of one segment.</summary>
internal interface ISegmentEntries
{
    /// <summary>All, ascending by sequence.</summary>
    IEnumerable<SegmentEntry> Ascending();

    /// <summary>The offsets of the transactions that have a claim with this hash.</summary>
    IEnumerable<long> WithClaim(ulong hash);
}

/// <summary>The entries of a segment that is still written, in memory.</summary>
internal sealed class OpenSegmentEntries : ISegmentEntries
{
    private readonly List<SegmentEntry> entries = [];
    private readonly List<(ulong Hash, long Offset)> claims = [];
    private readonly Dictionary<ulong, List<long>> byHash = [];
    private bool isAscending = true;

    public IReadOnlyCollection<(ulong Hash, long Offset)> Claims => claims;

    public int Count => entries.Count;

    public void Add(RecordFrame frame)
    {
        isAscending &= entries.Count == 0 || entries[^1].Sequence <= frame.Sequence;
        entries.Add(new(frame.Sequence, frame.Offset, frame.Kind));
        foreach (var hash in ClaimHash.In(frame.Body.Span))
        {
            claims.Add((hash, frame.Offset));
            if (!byHash.TryGetValue(hash, out var offsets))
                byHash.Add(hash, offsets = new(1));
            offsets.Add(frame.Offset);
        }
    }

    public IEnumerable<SegmentEntry> Ascending() => isAscending
        ? Enumerable.Range(0, entries.Count).Select(place => entries[place])
        : [.. entries.OrderBy(entry => entry.Sequence)];

    public IEnumerable<long> WithClaim(ulong hash) => byHash.GetValueOrDefault(hash) ?? [];
}
