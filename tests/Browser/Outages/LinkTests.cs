using CcatOps.Browser.Stage;
using CcatOps.TestBed;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CcatOps.Browser.Outages;

/// <summary>A person on shift works with the page while the link is cut, and after a night that main has refused in part.</summary>
internal sealed class LinkTests
{
    private TwoSiteStage stage = null!;
    private Site site = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await PlannedStage.StartAsync(ServiceProgram.Path);
        site = await Site.StartTelescopeAsync(stage);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (site is not null)
            await site.DisposeAsync();
        if (stage is not null)
            await stage.DisposeAsync();
    }

    [Test]
    public async Task While_the_link_is_cut_it_says_what_waits_and_that_nothing_is_lost_and_then_that_all_has_arrived()
    {
        await using var visitor = await Visitor.OpenAsync(site, token: site.Token);
        await site.StartExecutionAsync(1, "410GHz");
        await site.StartExecutionAsync(2, "850GHz");
        await site.WaitForAsync("ok");
        await Expect(visitor.Page.Locator(".verdict.ok")).ToContainTextAsync("All data is in");
        await Expect(Row("410GHz")).ToContainTextAsync("confirmed");
        await Expect(Row("850GHz")).ToContainTextAsync("confirmed");
        await ShootAsync("ok");

        stage.OceanToMain.Cut();
        stage.OceanToReplica.Cut();
        var id = await site.StartExecutionAsync(3, "EoRSpec");
        await site.PostAsync("/raw_data_files", new { executed_obs_unit_id = id, name = "r01d1_001.g3", size_bytes = 2_400_000_000 });
        await Expect(visitor.Page.Locator(".verdict.waiting")).ToContainTextAsync("2 writes wait");
        await Expect(visitor.Verdict).ToContainTextAsync("nothing lost");
        await Expect(visitor.Page.Locator(".arrow.cut")).ToContainTextAsync("link down");
        await Expect(Row("EoRSpec")).ToContainTextAsync("buffered here");
        await ShootAsync("link-down");

        stage.OceanToMain.Restore();
        stage.OceanToReplica.Restore();
        await Expect(visitor.Page.Locator(".verdict.ok")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(Row("EoRSpec")).ToContainTextAsync("confirmed");
        Assert.That(visitor.Faults, Is.Empty);

        ILocator Row(string module) => visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = module });
    }

    [Test]
    public async Task A_poisoned_night_is_mended_with_retry_all()
    {
        await PoisonAsync(901, 2);
        await using var visitor = await Visitor.OpenAsync(site, token: site.Token);
        await Expect(visitor.Page.Locator(".verdict.attention")).ToContainTextAsync("2 transactions were refused and need you");
        await ShootAsync("refused");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Look and decide" }).ClickAsync();
        await Expect(visitor.Button("Retry all 2")).ToBeVisibleAsync();
        await visitor.ShootAsync("failed");

        await stage.Primary.ExecuteAsync("insert into obs_unit (id, name) values (901, 'planned late')");
        await visitor.Button("Retry all 2").ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("would be applied");
        await visitor.InDialog("Retry 2").ClickAsync();
        await Expect(visitor.Page.GetByText("Nothing has failed")).ToBeVisibleAsync();
        await site.WaitForAsync("ok");
        await visitor.GoAsync("#/audit?action=retry");
        await Expect(visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "retry" }).First).ToBeVisibleAsync();
        Assert.That(visitor.Faults, Is.Empty);
    }

    [Test]
    public async Task A_search_is_done_by_the_service_and_its_decision_means_what_was_found()
    {
        var id = await PoisonAsync(902, 1);
        await PoisonAsync(903, 1);
        await using var visitor = await Visitor.OpenAsync(site, "#/failed", token: site.Token);
        await Expect(visitor.Button("Retry all 2")).ToBeVisibleAsync();
        await visitor.Page.GetByLabel("Entity").FillAsync($"executed_obs_unit:{id}");
        await visitor.Button("Discard the 1 found").ClickAsync();
        await visitor.Page.GetByLabel("Reason").FillAsync("a typing error");
        await visitor.InDialog("Discard 1").ClickAsync();
        await Expect(visitor.Page.GetByText("Nothing that has failed matches")).ToBeVisibleAsync();

        await visitor.Page.GetByLabel("Entity").FillAsync("");
        await Expect(visitor.Page.GetByText("(obs_unit_id)=(903)")).ToBeVisibleAsync();
        await visitor.Button("Edit").ClickAsync();
        await visitor.Page.GetByLabel("obs_unit_id", new() { Exact = true }).FillAsync("1");
        await visitor.Page.GetByLabel("Reason").FillAsync("the unit was mistyped");
        await visitor.Button("Try it at main (dry run)").ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("would be applied");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog).Locator("del")).ToHaveTextAsync("903");
        await visitor.ShootAsync("edit");
        await visitor.InDialog("Save and retry").ClickAsync();
        await Expect(visitor.Page.GetByText("Nothing has failed")).ToBeVisibleAsync();
        await site.WaitForAsync("ok");
        Assert.That(visitor.Faults, Is.Empty);
    }

    [Test]
    public async Task Who_may_not_decide_sees_what_has_failed_without_buttons()
    {
        await PoisonAsync(904, 1);
        await using var viewer = await Visitor.OpenAsync(site, "#/failed", token: TestTokens.Of("viewer"));
        await Expect(viewer.Page.GetByText("(obs_unit_id)=(904)")).ToBeVisibleAsync();
        await Expect(viewer.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Retry|Discard|Edit") })).ToHaveCountAsync(0);

        await using var observer = await Visitor.OpenAsync(site, "#/failed", token: TestTokens.Of("observer"));
        await Expect(observer.Button("Retry all 1")).ToBeVisibleAsync();
        await Expect(observer.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Discard") })).ToHaveCountAsync(0);
        await site.PostAsync("/api/transactions/discard", new { filter = new { }, reason = "the end of a test", expected_count = 1 });
    }

    /// <summary>Records executions of a unit that main does not know, which only main can tell, and returns the id of the last.</summary>
    private async Task<string> PoisonAsync(int unit, int executions)
    {
        var id = "";
        stage.OceanToMain.Cut();
        for (var count = 0; count < executions; count++)
            id = await site.StartExecutionAsync(unit);
        stage.OceanToMain.Restore();
        await Eventually.AssertAsync(
            () => site.GetAsync("/api/transactions?state=failed"),
            page => page["items"]!.AsArray().Count(item => item!["last_error"]!.ToString().Contains($"({unit})", StringComparison.Ordinal)) == executions,
            TimeSpan.FromSeconds(60),
            "main should refuse them");
        return id;
    }

    /// <summary>The first view in both schemes, on a phone and on a wall.</summary>
    private async Task ShootAsync(string scene)
    {
        foreach (var (name, place, width, height, scheme) in new[]
        {
            ("light", "#/", 1280, 900, ColorScheme.Light), ("dark", "#/", 1280, 900, ColorScheme.Dark),
            ("phone", "#/", 390, 844, ColorScheme.Dark), ("wall", "?wall#/", 1920, 1080, ColorScheme.Dark),
        })
        {
            await using var camera = await Visitor.OpenAsync(site, place, width, height, scheme, site.Token);
            await Expect(camera.Page.Locator(".lanes")).ToBeVisibleAsync();
            if (name is "light" or "dark")
                await Expect(camera.Page.Locator("tbody tr").First).ToBeVisibleAsync();
            await camera.ShootAsync($"{scene}-{name}");
            Assert.That(camera.Faults, Is.Empty, name);
        }
    }
}
