using CcatOps.Api.FunctionalTests.Stage;

namespace CcatOps.Api.FunctionalTests;

[SetUpFixture]
internal sealed class AllTests
{
    [OneTimeTearDown]
    public Task StopAsync() => SharedStage.StopAsync();
}
