using System.Net.Http.Headers;
using CcatOps.Browser.Stage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CcatOps.Browser.Page;

/// <summary>Each view on the embedded profile.</summary>
internal sealed class ViewsTests
{
    private const int MostBytes = 200_000;

    /// <summary>Less was not measured in full.</summary>
    private const int LeastBytes = 50_000;

    private Site site = null!;
    private Visitor visitor = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => site = await Site.StartEmbeddedAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [SetUp]
    public async Task OpenAsync() => visitor = await Visitor.OpenAsync(site, token: site.Token);

    [TearDown]
    public async Task CloseAsync()
    {
        Assert.That(visitor.Faults, Is.Empty, "the console and the policy of the page");
        await visitor.DisposeAsync();
    }

    [Test]
    public async Task A_program_gets_JSON_where_a_browser_gets_the_page()
    {
        var view = await site.GetAsync("/");
        Assert.That((view["service"]!.ToString(), view["site_name"]!.ToString()), Is.EqualTo(("CcatOps", "observatory")));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("text/html") } } };
        using var page = await site.Script.SendAsync(request);
        Assert.That(page.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/html"));
        Assert.That(page.Headers.Vary, Does.Contain("Accept"));
        Assert.That(page.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'").And.Not.Contain("unsafe"));

        using var again = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Accept = { new("text/html") }, IfNoneMatch = { page.Headers.ETag! } } };
        using var unchanged = await site.Script.SendAsync(again);
        Assert.That((int)unchanged.StatusCode, Is.EqualTo(304));
    }

    [Test]
    public async Task The_page_is_light_and_loads_nothing_from_elsewhere()
    {
        var hosts = new HashSet<string>();
        visitor.Page.Response += (_, answer) => hosts.Add(new Uri(answer.Url).Authority);
        await visitor.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.Load });
        await Expect(visitor.Page.GetByText("visitor · admin")).ToBeVisibleAsync();
        var files = await visitor.Page.EvaluateAsync<string[]>("performance.getEntriesByType('resource').map(entry => entry.name).filter(name => name.includes('/page/'))");
        var bytes = 0;
        foreach (var file in files.Distinct())
            bytes += (await site.Script.GetByteArrayAsync(file)).Length;

        Assert.That(hosts, Is.EqualTo(new[] { new Uri(site.Address).Authority }));
        Assert.That(bytes, Is.InRange(LeastBytes, MostBytes));
        TestContext.Out.WriteLine($"The page weighs {bytes} bytes, uncompressed.");
    }

    [Test]
    public async Task An_execution_shows_in_the_night_by_itself_and_has_a_link_of_its_own()
    {
        await visitor.GoAsync("#/night");
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Night of" })).ToBeVisibleAsync();
        var id = await site.StartExecutionAsync(module: "EoRSpec");
        await site.PostAsync("/raw_data_files", new { executed_obs_unit_id = id, name = "r01d1_001.g3", size_bytes = 2_400_000_000 });
        await Expect(visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "EoRSpec" }).Filter(new() { HasText = "confirmed" })).ToBeVisibleAsync();

        await visitor.GoAsync($"#/record/{id}");
        await Expect(visitor.Page.GetByText("r01d1_001.g3")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("2.4 GB")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("LSN").First).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_filter_of_the_night_goes_into_its_link()
    {
        await site.StartExecutionAsync(module: "LFA");
        await site.StartExecutionAsync(module: "HFA");
        await visitor.GoAsync("#/night");
        await visitor.Page.GetByLabel("Instrument module").SelectOptionAsync("HFA");
        await Expect(visitor.Page.GetByRole(AriaRole.Cell, new() { Name = "LFA", Exact = true })).ToHaveCountAsync(0);

        await using var colleague = await Visitor.OpenAsync(site, visitor.Page.Url[(site.Address.Length + 1)..], token: site.Token);
        await Expect(colleague.Page.GetByRole(AriaRole.Cell, new() { Name = "HFA", Exact = true }).First).ToBeVisibleAsync();
        await Expect(colleague.Page.GetByRole(AriaRole.Cell, new() { Name = "LFA", Exact = true })).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_pause_is_red_with_who_and_why_until_somebody_resumes()
    {
        await visitor.GoAsync("#/site");
        await visitor.Button("Pause sending").ClickAsync();
        await visitor.Page.GetByLabel("Reason").FillAsync("main is being upgraded");
        await visitor.InDialog("Pause sending").ClickAsync();
        await Expect(visitor.Page.GetByText("by visitor since")).ToContainTextAsync("main is being upgraded");
        await visitor.GoAsync("#/");
        await Expect(visitor.Page.Locator(".verdict.attention")).ToContainTextAsync("paused");
        await visitor.ShootAsync("paused");

        await visitor.GoAsync("#/site");
        await visitor.Button("Resume sending").ClickAsync();
        await visitor.InDialog("Resume sending").ClickAsync();
        await Expect(visitor.Page.GetByText("Sending to main is on")).ToBeVisibleAsync();
        await visitor.GoAsync("#/audit");
        await Expect(visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "main is being upgraded" }).First).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_token_is_shown_once_and_can_be_revoked()
    {
        await visitor.GoAsync("#/tokens");
        await visitor.Button("Make a token").ClickAsync();
        await visitor.Page.GetByLabel("Name: what it is for").FillAsync("quick-look");
        await visitor.Page.GetByLabel("read:observations").CheckAsync();
        await visitor.InDialog("Make the token").ClickAsync();
        await Expect(visitor.Page.Locator(".secret code")).ToContainTextAsync("ops_api_token_");
        var row = visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "quick-look" });
        await Expect(row).ToContainTextAsync("read:observations");

        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.Locator(".secret")).ToHaveCountAsync(0);
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await visitor.InDialog("Revoke").ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
    }

    [Test]
    public async Task The_settings_say_where_they_come_from_and_hide_secrets()
    {
        await visitor.GoAsync("#/settings");
        var row = visitor.Page.GetByRole(AriaRole.Row).Filter(new() { Has = visitor.Page.GetByText("SITE_NAME", new() { Exact = true }) });
        await Expect(row).ToContainTextAsync("observatory");
        await Expect(visitor.Page.GetByText("ccat_ops_password")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Who_may_only_look_has_no_button_that_changes_something()
    {
        await using var viewer = await Visitor.OpenAsync(site, "#/site", token: await site.TokenOfRoleAsync("viewer"));
        await Expect(viewer.Page.GetByText("Sending to main is on")).ToBeVisibleAsync();
        await Expect(viewer.Button("Pause sending")).ToHaveCountAsync(0);
        await Expect(viewer.Page.GetByRole(AriaRole.Link, new() { Name = "Tokens" })).ToHaveCountAsync(0);
        await viewer.GoAsync("#/tokens");
        await Expect(viewer.Page.GetByText("You have no right to see this")).ToBeVisibleAsync();
        Assert.That(viewer.Faults, Is.Empty);
    }

    [Test]
    public async Task It_can_be_used_by_keyboard_alone()
    {
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Expect(visitor.Page.GetByText("Skip to the content")).ToBeFocusedAsync();
        foreach (var name in new[] { "Now", "Night", "Failed", "Site" })
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true })).ToBeFocusedAsync();
        }

        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Button("Pause sending")).ToBeVisibleAsync();
        await visitor.Button("Pause sending").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByLabel("Reason")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Test]
    public async Task The_explorer_is_one_click_away_and_breaks_no_policy()
    {
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "API", Exact = true }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "CcatOps" }).First).ToBeVisibleAsync();
        await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
    }

    [Test]
    public async Task Times_are_UTC_with_the_telescopes_on_hover()
    {
        await site.StartExecutionAsync();
        await visitor.GoAsync("#/night");
        await Expect(visitor.Page.Locator("tbody time").First).ToHaveAttributeAsync("title", new System.Text.RegularExpressions.Regex(@"America/Santiago"));
    }

    [Test]
    public async Task A_wall_shows_what_matters_and_no_menu()
    {
        await using var wall = await Visitor.OpenAsync(site, "?wall#/", 1920, 1080, ColorScheme.Dark, site.Token);
        await Expect(wall.Verdict).ToBeVisibleAsync();
        await Expect(wall.Page.Locator(".lanes")).ToBeVisibleAsync();
        await Expect(wall.Page.GetByRole(AriaRole.Navigation)).ToBeHiddenAsync();
        Assert.That(wall.Faults, Is.Empty);
    }
}
