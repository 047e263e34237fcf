using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;

namespace CcatOps.Application.Resources;

/// <summary>The telescopes.</summary>
public static class Telescopes
{
    public static readonly Resource<Telescope> Resource = new()
    {
        Name = "telescope",
        Title = "Telescopes",
        About = "The telescopes and their places on Earth.",
        Route = "/api/telescopes",
        Filters =
        [
            Filter.AnyOf((Telescope telescope) => telescope.ObservatoryId, "Of these observatories."),
            Filter.AnyName((Telescope telescope) => telescope.Name, "With these names, in any case."),
        ],
        Answer =
            """
            {"id": 1, "observatory_id": 1, "name": "FYST", "description": "Fred Young Submillimeter Telescope",
             "lat_deg": -22.985639, "lon_deg": -67.740278, "alt_m": 5611.8}
            """,
    };
}
