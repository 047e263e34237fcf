using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;

namespace CcatOps.Application.Resources;

/// <summary>The configurations that modules were given.</summary>
public static class InstrumentConfigurations
{
    public static readonly FilterField<InstrumentConfigurationEvent, int> InstrumentModuleId =
        Filter.AnyOf((InstrumentConfigurationEvent logged) => logged.InstrumentModuleId, "Of these modules.");

    private static readonly FilterField<InstrumentConfigurationEvent, Guid> ExecutedObsUnitId =
        Filter.AnyOf((InstrumentConfigurationEvent logged) => logged.ExecutedObsUnitId, "For these executions.");

    private static readonly FilterField<InstrumentConfigurationEvent, DateTimeOffset> MinLoggedAt =
        Filter.AtLeast((InstrumentConfigurationEvent logged) => logged.LoggedAt, "Logged at this time or later.");

    private static readonly FilterField<InstrumentConfigurationEvent, DateTimeOffset> MaxLoggedAt =
        Filter.Below((InstrumentConfigurationEvent logged) => logged.LoggedAt, "Logged before this time.");

    /// <summary>The filters of the configurations of one module.</summary>
    public static readonly IReadOnlyList<FilterField<InstrumentConfigurationEvent>> OfModule = [ExecutedObsUnitId, MinLoggedAt, MaxLoggedAt];

    public static readonly Resource<InstrumentConfigurationEvent> Resource = new()
    {
        Name = "instrument configuration",
        Title = Instruments.Resource.Title,
        About = Instruments.Resource.About,
        Route = "/api/instrument_configurations",
        Filters = [InstrumentModuleId, .. OfModule],
        Answer =
            """
            {"id": "01872611-8f20-7a31-9c55-7b1e6d0f4a22", "instrument_module_id": 1,
             "executed_obs_unit_id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11", "logged_at": "2023-03-28T02:38:40.000000Z",
             "parameters": {"lo_ghz": 492.2}, "comment": null}
            """,
    };
}
