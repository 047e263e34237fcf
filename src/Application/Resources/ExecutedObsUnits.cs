using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;

namespace CcatOps.Application.Resources;

/// <summary>The executions of planned units.</summary>
public static class ExecutedObsUnits
{
    public static readonly FilterField<ExecutedObsUnit, int> ObsUnitId =
        Filter.AnyOf((ExecutedObsUnit execution) => execution.ObsUnitId, "Of these planned units.");

    public static readonly FilterField<ExecutedObsUnit, ExecutionStatus> Status =
        Filter.AnyOf((ExecutedObsUnit execution) => execution.Status, "In these statuses.");

    public static readonly FilterField<ExecutedObsUnit, DateTimeOffset> MinStartTime =
        Filter.AtLeast((ExecutedObsUnit execution) => execution.StartTime, "Started at this time or later.");

    public static readonly FilterField<ExecutedObsUnit, DateTimeOffset> MaxStartTime =
        Filter.Below((ExecutedObsUnit execution) => execution.StartTime, "Started before this time.");

    public static readonly FilterField<ExecutedObsUnit, ExecutionQuality> Quality =
        Filter.AnyOf((ExecutedObsUnit execution) => execution.Quality, "Of these qualities.");

    public static readonly IReadOnlyList<FilterField<ExecutedObsUnit>> Filters = [ObsUnitId, Status, Quality, MinStartTime, MaxStartTime];
}
