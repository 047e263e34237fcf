using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Stage;

/// <summary>
/// One stage for all fixtures that leave it as they find it, because starting one takes seconds. Each has sites of its own name on it,
/// which share nothing but planned units 1 to 3.
/// </summary>
internal static class SharedStage
{
    private static Task<TwoSiteStage>? stage;

    public static Task<TwoSiteStage> GetAsync() => stage ??= Scenery.StartAsync();

    public static async Task StopAsync()
    {
        if (stage is not null)
            await (await stage).DisposeAsync();
    }
}
