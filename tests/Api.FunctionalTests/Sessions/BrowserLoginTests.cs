using System.Text.Json;
using CcatOps.Api.FunctionalTests.Stage;
using Microsoft.Playwright;

namespace CcatOps.Api.FunctionalTests.Sessions;

/// <summary>The whole login as a person sees it, with what a browser itself keeps safe.</summary>
internal sealed class BrowserLoginTests
{
    private LoginSite site = null!;
    private Chromium chromium = null!;
    private IPage page = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        site = await LoginSite.StartAsync();
        chromium = await Chromium.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (chromium is not null)
            await chromium.DisposeAsync();
        await site.DisposeAsync();
    }

    [SetUp]
    public async Task OpenAsync()
    {
        await chromium.Context.ClearCookiesAsync();
        page = await chromium.Context.NewPageAsync();
    }

    [TearDown]
    public Task CloseAsync() => page.CloseAsync();

    [Test]
    public async Task A_person_logs_in_works_and_logs_out()
    {
        var urls = new List<string>();
        page.Request += (_, request) => urls.Add(request.Url);
        await LogInAsync();

        var cookie = (await chromium.Context.CookiesAsync()).Single(each => each.Name == site.CookieName);
        Assert.That((cookie.HttpOnly, cookie.Secure, cookie.SameSite), Is.EqualTo((true, true, SameSiteAttribute.Lax)));
        Assert.That(await page.EvaluateAsync<string>("document.cookie"), Is.Empty);
        Assert.That(urls.Where(url => cookie.Value.Split('.').Any(part => url.Contains(part))), Is.Empty);
        Assert.That(await NameAsync(), Is.EqualTo("ada"));

        Assert.That(await LogOutAsync(withHeader: true), Is.EqualTo(204));
        Assert.That(await NameAsync(), Is.Not.EqualTo("ada"));
        Assert.That((await chromium.Context.CookiesAsync()).Select(each => each.Name), Does.Not.Contain(site.CookieName));
    }

    [Test]
    public async Task A_page_of_another_origin_changes_nothing()
    {
        await LogInAsync();
        foreach (var address in new[] { site.Github.Address, site.Github.Address.Replace("localhost", "127.0.0.1", StringComparison.Ordinal) })
        {
            // A page of its own for each: the navigation of the form may still be under way.
            var other = await chromium.Context.NewPageAsync();
            await other.GotoAsync($"{address}/page");
            await other.EvaluateAsync($"fetch('{site.Address}/auth/logout', {{method: 'POST', mode: 'no-cors', credentials: 'include'}}).then(() => 1)");
            var answer = await other.RunAndWaitForResponseAsync(
                () => other.EvaluateAsync(
                    $$"""
                    () => {
                        const form = document.createElement('form');
                        form.method = 'post';
                        form.action = '{{site.Address}}/auth/logout';
                        document.body.append(form);
                        form.submit();
                    }
                    """),
                answer => answer.Request.IsNavigationRequest && answer.Url == $"{site.Address}/auth/logout");
            Assert.That(answer.Status, Is.AnyOf(401, 403));
            await other.CloseAsync();
        }

        Assert.That(await NameAsync(), Is.EqualTo("ada"));
        Assert.That(await LogOutAsync(withHeader: false), Is.EqualTo(403));
        Assert.That(await NameAsync(), Is.EqualTo("ada"));
    }

    [Test]
    public async Task A_person_carries_the_code_to_a_program()
    {
        var program = new ProgramLogin(site);
        await page.GotoAsync($"{site.Address}/github/login{program.Query}");
        await page.GetByText("Authorize").ClickAsync();
        var answer = await program.RedeemAsync(await page.Locator("#code").InnerTextAsync());

        Assert.That((await site.WhoIsAsync(answer.Json.Text("access_token")!)).Text("name"), Is.EqualTo("ada"));
        Assert.That((await chromium.Context.CookiesAsync()).Select(each => each.Name), Does.Not.Contain(site.CookieName));
    }

    private async Task LogInAsync()
    {
        await page.GotoAsync($"{site.Address}/github/login?return_to=/docs/");
        await page.GetByText("Authorize").ClickAsync();
        await page.WaitForURLAsync($"{site.Address}/docs/", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
    }

    private async Task<string?> NameAsync()
    {
        var me = await page.EvaluateAsync<JsonElement>("fetch('/auth/me').then(answer => answer.json())");
        return me.TryGetProperty("name", out var name) ? name.GetString() : null;
    }

    private Task<int> LogOutAsync(bool withHeader) => page.EvaluateAsync<int>(
        $"fetch('/auth/logout', {{method: 'POST', headers: {(withHeader ? "{'CcatOps-Csrf': '1'}" : "{}")}}}).then(answer => answer.status)");
}
