using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;

namespace CcatOps.Application.Resources;

/// <summary>The records of raw data files.</summary>
public static class RawDataFiles
{
    public static readonly FilterField<RawDataFile, Guid> ExecutedObsUnitId =
        Filter.AnyOf((RawDataFile file) => file.ExecutedObsUnitId, "Of these executions.");

    public static readonly FilterField<RawDataFile, string> Name = Filter.AnyOf((RawDataFile file) => file.Name, "With these names.");

    public static readonly IReadOnlyList<FilterField<RawDataFile>> Filters = [ExecutedObsUnitId, Name];
}
