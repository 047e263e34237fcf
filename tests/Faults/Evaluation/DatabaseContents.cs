namespace CcatOps.Faults.Evaluation;

/// <summary>What the main database held of one site at one moment.</summary>
internal sealed record DatabaseContents
{
    public IReadOnlyList<Marker> Markers { get; init; } = [];
    public IReadOnlyList<StoredRow> Rows { get; init; } = [];
}
