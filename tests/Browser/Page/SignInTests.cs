using System.Net;
using CcatOps.Browser.Stage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CcatOps.Browser.Page;

/// <summary>How a person gets in, with what a browser itself keeps safe.</summary>
internal sealed class SignInTests
{
    private Site site = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => site = await Site.StartEmbeddedAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task The_link_of_the_first_start_signs_in_once()
    {
        await using var first = await Visitor.OpenAsync(site, "#/");
        await first.Page.GotoAsync(site.FirstLink);
        await Expect(first.Page.GetByText("visitor · admin")).ToBeVisibleAsync();
        Assert.That(first.Page.Url, Is.EqualTo($"{site.Address}/"));

        await using var second = await Visitor.OpenAsync(site, "#/");
        await second.Page.GotoAsync(site.FirstLink);
        await Expect(second.Page.GetByText("That link was used already")).ToBeVisibleAsync();
        Assert.That(await second.Context.CookiesAsync(), Is.Empty);
    }

    [Test]
    public async Task A_pasted_token_is_kept_where_no_script_and_no_address_shows_it()
    {
        await using var visitor = await Visitor.OpenAsync(site, "#/");
        var urls = new List<string>();
        visitor.Page.Request += (_, request) => urls.Add(request.Url);
        await visitor.Page.GetByLabel("API token").FillAsync(site.Token);
        await visitor.Button("Sign in with the token").ClickAsync();
        await Expect(visitor.Page.GetByText("visitor · admin")).ToBeVisibleAsync();

        var cookie = (await visitor.Context.CookiesAsync()).Single();
        Assert.That((cookie.HttpOnly, cookie.Secure, cookie.SameSite), Is.EqualTo((true, true, SameSiteAttribute.Strict)));
        Assert.That(await visitor.Page.EvaluateAsync<string>("document.cookie + JSON.stringify({...localStorage, ...sessionStorage})"), Is.EqualTo("{}"));
        Assert.That(urls.Where(url => url.Contains(site.Token, StringComparison.Ordinal)), Is.Empty);
        Assert.That(visitor.Faults, Is.Empty);
    }

    [Test]
    public async Task A_token_that_does_not_hold_is_refused_in_words()
    {
        await using var visitor = await Visitor.OpenAsync(site, "#/");
        await visitor.Page.GetByLabel("API token").FillAsync("ops_api_token_of_somebody_else");
        await visitor.Button("Sign in with the token").ClickAsync();

        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The token is not known here.");
        Assert.That(await visitor.Context.CookiesAsync(), Is.Empty);
    }

    [Test]
    public async Task Who_signs_out_is_forgotten_by_the_browser()
    {
        await using var visitor = await Visitor.OpenAsync(site, "#/", token: site.Token);
        await visitor.Button("Sign out").ClickAsync();

        await Expect(visitor.Page.GetByLabel("API token")).ToBeVisibleAsync();
        Assert.That(await visitor.Context.CookiesAsync(), Is.Empty);
        Assert.That(visitor.Faults, Is.Empty);
    }

    [Test]
    public async Task A_stranger_sees_the_verdict_and_nothing_more()
    {
        await using var visitor = await Visitor.OpenAsync(site, "#/");
        await Expect(visitor.Verdict).ToContainTextAsync("main");
        await Expect(visitor.Page.Locator(".lanes")).ToHaveCountAsync(0);
        await visitor.GoAsync("#/failed");
        await Expect(visitor.Page.GetByLabel("API token")).ToBeVisibleAsync();
        Assert.That(visitor.Faults, Is.Empty);
    }

    [Test]
    public async Task A_page_that_is_not_ours_changes_nothing_with_the_cookie()
    {
        await using var visitor = await Visitor.OpenAsync(site, "#/", token: site.Token);
        var withoutHeader = await visitor.Page.EvaluateAsync<int>("fetch('/api/buffer/resume', {method: 'POST'}).then(answer => answer.status)");
        Assert.That(withoutHeader, Is.EqualTo((int)HttpStatusCode.Forbidden));

        var ofOther = await visitor.Context.APIRequest.PostAsync(
            $"{site.Address}/api/buffer/resume", new() { Headers = new Dictionary<string, string> { ["CcatOps-Csrf"] = "1", ["Origin"] = "http://localhost:1" } });
        Assert.That(ofOther.Status, Is.EqualTo((int)HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task A_session_that_has_ended_says_so()
    {
        var created = await site.PostAsync("/api/tokens", new { name = "short-lived" });
        await using var visitor = await Visitor.OpenAsync(site, "#/", token: created["token"]!.ToString());
        await Expect(visitor.Page.GetByText("visitor/short-lived")).ToBeVisibleAsync();
        using var revoked = await site.Script.DeleteAsync($"/api/tokens/{created["id"]}");
        Assert.That(revoked.IsSuccessStatusCode, Is.True);

        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.GetByText("Your session is over.")).ToBeVisibleAsync();
    }
}
