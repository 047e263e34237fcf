namespace CcatOps.Faults.Evaluation;

/// <summary>The content of a site's Redis at one moment.</summary>
internal sealed record BufferContents
{
    public IReadOnlyList<Guid> Buffered { get; init; } = [];
    public IReadOnlyList<Guid> Failed { get; init; } = [];
    public IReadOnlyList<Guid> Parked { get; init; } = [];
    public IReadOnlyList<Guid> Unconfirmed { get; init; } = [];

    /// <summary>Whether it says that it holds all that the journal holds.</summary>
    public bool NamesJournal { get; init; }

    /// <summary>The state of each transaction that was asked for and is known.</summary>
    public IReadOnlyDictionary<Guid, string> States { get; init; } = new Dictionary<Guid, string>();
}
