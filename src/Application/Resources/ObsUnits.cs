using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;

namespace CcatOps.Application.Resources;

/// <summary>The planned units of observation.</summary>
public static class ObsUnits
{
    public static readonly FilterField<ObsUnit, string> Name = Filter.AnyOf((ObsUnit unit) => unit.Name, "With these names.");

    public static readonly IReadOnlyList<FilterField<ObsUnit>> Filters = [Name];
}
