using CcatOps.TestBed;

namespace CcatOps.Faults.Stage;

/// <summary>One main database and replica for all scenarios that leave them as they were; each has a site of its own name on them.</summary>
internal static class SharedStage
{
    private static Task<TwoSiteStage>? stage;

    public static Task<TwoSiteStage> GetAsync() => stage ??= StartAsync();

    /// <summary>A stage of a scenario's own: with the schema and planned units 1 to 3, which the replica shows.</summary>
    public static Task<TwoSiteStage> StartAsync(TwoSiteOptions? options = null) => PlannedStage.StartAsync(ServiceProgram.Path, options);

    public static async Task StopAsync()
    {
        if (stage is not null)
            await (await stage).DisposeAsync();
    }
}
