using System.Globalization;
using System.Net;
using CcatOps.Api.FunctionalTests.Stage;

namespace CcatOps.Api.FunctionalTests.Nights;

/// <summary>The night of 28 March 2023 as the telescope's log has it; see TestData.</summary>
internal sealed record Exposure(
    int Number, string Plan, string Title, string Target, string Ra, string Dec, DateTimeOffset Start, double Seconds, string File, string Status)
{
    public DateTimeOffset End => Start.AddSeconds(Seconds);

    /// <summary>The same at every site and in every run, so that tables can be compared.</summary>
    public Guid ExecutionId => new($"01872600-0000-7000-8000-{Number:D12}");

    public Guid FileId => new($"01872600-0000-7000-9000-{Number:D12}");
}

internal static class Night
{
    public static readonly IReadOnlyList<Exposure> Log =
    [
        .. File.ReadLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "TestData", "night-2023-03-28.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .Select(field => new Exposure(
                int.Parse(field[0], CultureInfo.InvariantCulture),
                field[1],
                field[2],
                field[3],
                field[4],
                field[5],
                DateTimeOffset.Parse(field[6], CultureInfo.InvariantCulture),
                double.Parse(field[7], CultureInfo.InvariantCulture),
                field[12],
                field[11])),
    ];

    private static readonly string[] Plans = [.. Log.Select(exposure => exposure.Plan).Distinct()];

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
            id = exposure.ExecutionId,
            obs_unit_id = ObsUnitId(exposure),
            start_time = exposure.Start,
            instrument_module = "camera",
            conditions = new { title = exposure.Title },
        });
        await site.PostAsync("/raw_data_files/", new
        {
            id = exposure.FileId,
            executed_obs_unit_id = exposure.ExecutionId,
            name = exposure.File,
            relative_path = $"2023-03-28/{exposure.Plan}",
            size_bytes = 33_554_432L,
            checksum = $"sha256:{exposure.Number:x64}",
            instrument_module = "camera",
        });
        await site.PutAsync(
            $"/executed_obs_units/{exposure.ExecutionId}/finish",
            new { status = exposure.Status, end_time = exposure.End },
            HttpStatusCode.OK);
    }
}
