using CcatOps.TestBed;

namespace CcatOps.Clients.Stage;

/// <summary>One main database, replica and Redis for all tests of two sites; each has a telescope of its own name.</summary>
internal static class SharedStage
{
    private static Task<TwoSiteStage>? stage;

    public static Task<TwoSiteStage> GetAsync() => stage ??= PlannedStage.StartAsync(ServiceProgram.Path);

    public static async Task StopAsync()
    {
        if (stage is not null)
            await (await stage).DisposeAsync();
    }

    /// <summary>Cuts both ways over the ocean.</summary>
    public static void CutLink(this TwoSiteStage stage)
    {
        stage.OceanToMain.Cut();
        stage.OceanToReplica.Cut();
    }

    public static void RestoreLink(this TwoSiteStage stage)
    {
        stage.OceanToMain.Restore();
        stage.OceanToReplica.Restore();
    }
}
