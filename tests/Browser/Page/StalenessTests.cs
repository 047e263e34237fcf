using CcatOps.Browser.Stage;
using static Microsoft.Playwright.Assertions;

namespace CcatOps.Browser.Page;

/// <summary>A page whose service has gone must not go on saying that all is well.</summary>
internal sealed class StalenessTests
{
    [Test]
    public async Task A_page_without_news_turns_grey_and_recovers_by_itself()
    {
        await using var site = await Site.StartEmbeddedAsync();
        await using var visitor = await Visitor.OpenAsync(site, token: site.Token);
        await Expect(visitor.Page.Locator(".lanes")).ToBeVisibleAsync();

        await site.Process.KillAsync();
        await Expect(visitor.Page.GetByText("Stale: last update")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(visitor.Page.Locator("body.old-data")).ToHaveCountAsync(1);
        await Expect(visitor.Verdict).ToContainTextAsync("This is old");

        await site.StartAgainAsync();
        await Expect(visitor.Page.GetByText("Stale: last update")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await Expect(visitor.Page.Locator("body.old-data")).ToHaveCountAsync(0);
    }
}
