using CcatOps.Domain.Records;

namespace CcatOps.Domain.Observations;

/// <summary>An entry of the observing log. It is never changed: an edit is a new message that invalidates the old one.</summary>
public sealed record LogMessage : StoredRecord
{
    public required Guid Id { get; init; }

    /// <summary>The site at which it was written.</summary>
    public required string SiteName { get; init; }

    /// <summary>The execution that it is about.</summary>
    public Guid? ExecutedObsUnitId { get; init; }

    /// <summary>The beginning of what it is about.</summary>
    public required DateTimeOffset BeginTime { get; init; }

    /// <summary>The end of what it is about.</summary>
    public DateTimeOffset? EndTime { get; init; }

    public required string Text { get; init; }
    public string? Category { get; init; }

    /// <summary>Seconds of observing time that were lost.</summary>
    public double? TimeLostSeconds { get; init; }

    public TimeLostType? TimeLostType { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The principal that wrote it.</summary>
    public required string Author { get; init; }

    /// <summary>The message that it replaces.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>When another message replaced it.</summary>
    public DateTimeOffset? InvalidatedAt { get; init; }
}

/// <summary>The reason for lost observing time.</summary>
public enum TimeLostType
{
    Weather,
    Fault,
}
