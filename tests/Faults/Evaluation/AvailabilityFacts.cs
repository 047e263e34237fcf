namespace CcatOps.Faults.Evaluation;

/// <summary>The availability of a site as the clients of a load saw it, and the faults during it. Times are those of the stopwatch.</summary>
internal sealed record AvailabilityFacts
{
    public required IReadOnlyCollection<FaultPeriod> Faults { get; init; }

    public required int Processes { get; init; }

    public bool HasJournal { get; init; }

    public IReadOnlyCollection<Refusal> Refusals { get; init; } = [];

    /// <summary>When each accepted write was answered.</summary>
    public IReadOnlyCollection<long> AcceptedAt { get; init; } = [];

    /// <summary>When the load was told to begin no new write; null: it ended by itself.</summary>
    public long? StoppedAt { get; init; }

    /// <summary>Keys of writes that were never answered.</summary>
    public IReadOnlyCollection<string> OpenKeys { get; init; } = [];

    /// <summary>Why writes may stay without an answer; null: none may.</summary>
    public string? OpenBecause { get; init; }

    /// <summary>Phases in which no write was accepted though some should have been, each as words that follow "accepted".</summary>
    public IReadOnlyCollection<string> IdlePhases { get; init; } = [];
}
