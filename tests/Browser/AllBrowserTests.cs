using CcatOps.Browser.Stage;
using Microsoft.Playwright;

namespace CcatOps.Browser;

[SetUpFixture]
internal sealed class AllBrowserTests
{
    [OneTimeSetUp]
    public void Wait() => Assertions.SetDefaultExpectTimeout(30_000);

    [OneTimeTearDown]
    public Task StopAsync() => Chromium.StopAsync();
}
