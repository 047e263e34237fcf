namespace CcatOps.Faults.Evaluation;

/// <summary>The content of the main database for one site at one moment.</summary>
internal sealed record DatabaseContents
{
    public IReadOnlyList<Marker> Markers { get; init; } = [];
    public IReadOnlyList<StoredRow> Rows { get; init; } = [];
}
