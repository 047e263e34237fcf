using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;

namespace CcatOps.Application.Resources;

/// <summary>The changes of executions after their starts.</summary>
public static class ExecutedObsUnitChanges
{
    public static readonly FilterField<ExecutedObsUnitChange, Guid> ExecutedObsUnitId =
        Filter.AnyOf((ExecutedObsUnitChange change) => change.ExecutedObsUnitId, "Of these executions.");
}
