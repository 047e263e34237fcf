using System.Net.Http.Json;
using CcatOps.TestBed;

namespace CcatOps.TwoSite.Staging;

/// <summary>The planned units of the night. They are the first rows of an empty database, so that a replay knows their ids without asking.</summary>
internal static class PlannedUnits
{
    /// <summary>The id of each plan.</summary>
    public static IReadOnlyDictionary<string, int> Ids(IReadOnlyList<Exposure> log) =>
        log.DistinctBy(exposure => exposure.Plan).Select((exposure, index) => (exposure.Plan, index + 1)).ToDictionary();

    public static async Task PlanAsync(Uri main, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = main }.AsAdmin();
        foreach (var first in NightLog.Read().DistinctBy(exposure => exposure.Plan))
        {
            var unit = new
            {
                name = first.Plan,
                target = first.Target,
                ra = first.Ra,
                dec = first.Dec,
                duration_seconds = first.Seconds,
            };
            using var answer = await client.PostAsJsonAsync("/obs_unit", unit, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }
}
