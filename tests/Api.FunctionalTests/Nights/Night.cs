using System.Net;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Nights;

internal static class Night
{
    public static readonly IReadOnlyList<Exposure> Log = NightLog.Read();

    private static readonly string[] Plans = [.. Log.Select(exposure => exposure.Plan).Distinct()];

    /// <summary>The same at every site and in every run, so that tables can be compared.</summary>
    public static Guid ExecutionId(Exposure exposure) => new($"01872600-0000-7000-8000-{exposure.Number:D12}");

    /// <summary>The planned unit of an exposure, by the order in which <see cref="PlanAsync"/> makes them in an empty database.</summary>
    public static int ObsUnitId(Exposure exposure) => Array.IndexOf(Plans, exposure.Plan) + 1;

    /// <summary>Makes the planned units.</summary>
    public static async Task PlanAsync(Site site)
    {
        foreach (var first in Log.DistinctBy(exposure => exposure.Plan))
        {
            await site.PostAsync("/obs_unit", new
            {
                name = first.Plan,
                target = first.Target,
                ra = first.Ra,
                dec = first.Dec,
                duration_seconds = first.Seconds,
            });
        }
    }

    /// <summary>Records one exposure: its start, its file, its end.</summary>
    public static async Task RecordAsync(Site site, Exposure exposure)
    {
        await site.PostAsync("/executed_obs_units/start", new
        {
            id = ExecutionId(exposure),
            obs_unit_id = ObsUnitId(exposure),
            start_time = exposure.Start,
            instrument_module = "camera",
            conditions = new { title = exposure.Title },
        });
        await site.PostAsync("/raw_data_files/", new
        {
            id = new Guid($"01872600-0000-7000-9000-{exposure.Number:D12}"),
            executed_obs_unit_id = ExecutionId(exposure),
            name = exposure.File,
            relative_path = $"2023-03-28/{exposure.Plan}",
            size_bytes = 33_554_432L,
            checksum = $"sha256:{exposure.Number:x64}",
            instrument_module = "camera",
        });
        await site.PutAsync(
            $"/executed_obs_units/{ExecutionId(exposure)}/finish",
            new { status = exposure.Status, end_time = exposure.End },
            HttpStatusCode.OK);
    }
}
