using System.Net;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Http;

/// <summary>A secondary site whose drain is paused, so that what it accepts stays countable in its buffer, and a main site.</summary>
[SetUpFixture]
internal sealed class SharedSites
{
    public static TwoSiteStage Stage { get; private set; } = null!;

    public static Site Observatory { get; private set; } = null!;

    public static Site Cologne { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Stage = await SharedStage.GetAsync();
        Cologne = await Site.StartMainAsync(Stage.Primary);
        Observatory = await Site.StartSecondaryAsync(Stage, ("SITE_NAME", "paused"));
        await Observatory.PostAsync("/api/buffer/pause", new { reason = "so that the buffer can be counted" }, HttpStatusCode.OK);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Observatory.DisposeAsync();
        await Cologne.DisposeAsync();
    }

    public static async Task<long> DepthAsync() => Site.Number(await Observatory.GetAsync("/api/buffer"), "depth");
}
