using System.Text.Json;
using CcatOps.Browser.Stage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CcatOps.Browser.Page;

/// <summary>axe-core finds nothing serious in any view, and nothing is wider than a phone.</summary>
internal sealed class AccessibilityTests
{
    private static readonly string[] Views = ["#/", "#/night", "#/failed", "#/site", "#/settings", "#/tokens", "#/audit"];

    private Site site = null!;
    private string execution = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        site = await Site.StartEmbeddedAsync();
        execution = await site.StartExecutionAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task No_view_has_a_serious_issue(ColorScheme scheme)
    {
        await using var visitor = await Visitor.OpenAsync(site, scheme: scheme, token: site.Token);
        foreach (var view in Views.Append($"#/record/{execution}"))
        {
            await OpenAsync(visitor, view);
            Assert.That(await IssuesAsync(visitor.Page), Is.Empty, view);
        }

        await visitor.GoAsync("#/site");
        await visitor.Button("Pause sending").ClickAsync();
        Assert.That(await IssuesAsync(visitor.Page), Is.Empty, "a dialog");
        Assert.That(visitor.Faults, Is.Empty);
    }

    [Test]
    public async Task Nothing_is_wider_than_a_phone()
    {
        await using var visitor = await Visitor.OpenAsync(site, width: 390, height: 844, token: site.Token);
        foreach (var view in Views.Append($"#/record/{execution}"))
        {
            await OpenAsync(visitor, view);
            Assert.That(await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(390), view);
        }
    }

    [TestCase("wide", 1400, 1000)]
    [TestCase("phone", 390, 844)]
    public async Task The_sign_in_has_no_serious_issue(string name, int width, int height)
    {
        await using var visitor = await Visitor.OpenAsync(site, width: width, height: height);
        await Expect(visitor.Page.GetByLabel("API token")).ToBeVisibleAsync();
        Assert.That(await IssuesAsync(visitor.Page), Is.Empty, name);
    }

    private static async Task OpenAsync(Visitor visitor, string view)
    {
        await visitor.GoAsync(view);
        await Expect(visitor.Page.Locator("h1, .verdict").First).ToBeAttachedAsync();
        await Expect(visitor.Page.GetByText("Loading")).ToHaveCountAsync(0);
    }

    private static async Task<IEnumerable<string>> IssuesAsync(IPage page)
    {
        await page.EvaluateAsync(await Repository.AxeAsync());
        var found = await page.EvaluateAsync<JsonElement>("axe.run(document, {resultTypes: ['violations']})");
        return
        [
            .. found.GetProperty("violations").EnumerateArray()
                .Where(issue => issue.GetProperty("impact").GetString() is "serious" or "critical")
                .Select(issue => $"{issue.GetProperty("id")}: {issue.GetProperty("nodes")[0].GetProperty("html")} {issue.GetProperty("nodes")[0].GetProperty("failureSummary")}"),
        ];
    }
}
