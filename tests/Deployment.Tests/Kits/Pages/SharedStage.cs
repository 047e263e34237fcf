using CcatOps.TestBed;

namespace CcatOps.Deployment.Tests.Kits.Pages;

/// <summary>One stage for all pages, because starting one takes seconds. Each test has a telescope with a name of its own on it, and repairs what it has broken.</summary>
[SetUpFixture]
internal sealed class SharedStage
{
    private static TwoSiteStage? stage;

    public static TwoSiteStage Running => stage ?? throw new InvalidOperationException("The stage runs while the tests of this namespace run.");

    [OneTimeSetUp]
    public async Task StartAsync() => stage = await PlannedStage.StartAsync(ServiceProgram.Path);

    [OneTimeTearDown]
    public async Task StopAsync() => await stage!.DisposeAsync();
}
