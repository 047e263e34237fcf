using CcatOps.TestBed;

namespace CcatOps.Attacks.Stage;

/// <summary>One main database, replica and Redis for all attacks that leave them as they were; each has a site of its own name on them.</summary>
internal static class AttackStage
{
    private static Task<TwoSiteStage>? stage;

    public static Task<TwoSiteStage> GetAsync() => stage ??= StartAsync();

    /// <summary>A stage of one attack's own: with the schema, a token of each role and planned units 1 to 3, which the replica shows.</summary>
    public static Task<TwoSiteStage> StartAsync(TwoSiteOptions? options = null) => PlannedStage.StartAsync(ServiceProgram.Path, options);

    public static async Task StopAsync()
    {
        if (stage is not null)
            await (await stage).DisposeAsync();
    }
}
