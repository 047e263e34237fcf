using CcatOps.Domain.Records;

namespace CcatOps.Domain.Observations;

/// <summary>A part of an observing program, such as a field of a survey.</summary>
public sealed record SubObservingProgram : StoredRecord
{
    public required int Id { get; init; }
    public required int ObservingProgramId { get; init; }
    public required string Name { get; init; }

    /// <summary>Unique in its program; the case of the letters A to Z does not count.</summary>
    public required string ShortName { get; init; }

    public string? Description { get; init; }

    /// <summary>The person who leads it.</summary>
    public string? Lead { get; init; }
}
