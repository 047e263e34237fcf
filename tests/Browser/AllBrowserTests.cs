using CcatOps.Browser.Stage;

namespace CcatOps.Browser;

[SetUpFixture]
internal sealed class AllBrowserTests
{
    [OneTimeTearDown]
    public Task StopAsync() => Chromium.StopAsync();
}
