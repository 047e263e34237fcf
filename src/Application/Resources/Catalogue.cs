using System.Collections.Immutable;
using CcatOps.Domain.Schema;

namespace CcatOps.Application.Resources;

/// <summary>All resources, parents before their children.</summary>
public static class Catalogue
{
    public static readonly ImmutableArray<Resource> All =
    [
        Observatories.Resource,
        Telescopes.Resource,
        Instruments.Resource,
        InstrumentModules.Resource,
        InstrumentConfigurations.Resource,
        ObservingPrograms.Resource,
        SubObservingPrograms.Resource,
        ObsUnits.Resource,
        LogMessages.Resource,
        DataSites.Resource,
        DataLocations.Resource,
        RawDataPackages.Resource,
        RawDataFiles.Resource,
    ];

    /// <summary>The resource whose records are the rows of a table.</summary>
    internal static Resource Of(Table table) => All.First(resource => resource.Table == table);
}
