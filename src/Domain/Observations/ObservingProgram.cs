using CcatOps.Domain.Records;

namespace CcatOps.Domain.Observations;

/// <summary>A program of observations, such as a survey.</summary>
public sealed record ObservingProgram : StoredRecord
{
    public required int Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Unique; the case of the letters A to Z does not count.</summary>
    public required string ShortName { get; init; }

    public string? Description { get; init; }

    /// <summary>The person who leads it.</summary>
    public string? Lead { get; init; }
}
