using System.Net;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Sessions;

/// <summary>Covers the sessions of a site: in all its processes, after a restart, and without a link to main.</summary>
internal sealed class SharedSessionsTests
{
    private TwoSiteStage stage = null!;
    private Walker person = null!;

    [OneTimeSetUp]
    public async Task FindStageAsync() => stage = await SharedStage.GetAsync();

    [SetUp]
    public void Sit() => person = new();

    [TearDown]
    public void Leave() => person.Dispose();

    [Test]
    public async Task At_a_telescope_without_a_link_to_main_everything_works()
    {
        await using var site = await StartAsync("alone-with-people", ("MAIN_DB_PORT", $"{FreePort.Next()}"));
        await site.LogInAsync(person);
        var login = new ProgramLogin(site);
        var tokens = await login.RefreshAsync((await login.LogInAsync()).Text("refresh_token")!);

        Assert.That((await site.WhoAsync(person)).Text("name"), Is.EqualTo("ada"));
        Assert.That((await site.WhoIsAsync(tokens.Json.Text("access_token")!)).Text("name"), Is.EqualTo("ada"));
        Assert.That((await site.LogOutAsync(person, ("Origin", site.Address), ("CcatOps-Csrf", "1"))).Status, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [Test]
    public async Task A_restart_and_another_process_know_who_is_logged_in()
    {
        await using var site = await StartAsync("processes-with-people");
        await site.LogInAsync(person);
        var tokens = await new ProgramLogin(site).LogInAsync();
        await site.Site.StartAgainAsync();
        await using var other = await Site.StartAsync(SettingsOf("processes-with-people").With(LoginSite.LoginSettings(site.Github, FreePort.Next())));

        Assert.That((await site.WhoAsync(person)).Text("name"), Is.EqualTo("ada"));
        var answer = await other.AskAsync("/auth/me", ("Authorization", $"Bearer {tokens.Text("access_token")}"));
        Assert.That(answer.Json.Text("name"), Is.EqualTo("ada"));
    }

    [Test]
    public async Task A_login_goes_on_at_another_process_than_it_began_at()
    {
        await using var site = await StartAsync("login-through-two");
        var asked = await person.GoAsync($"{site.Address}/github/login?return_to=/api/site/info");
        await site.Site.StartAgainAsync();
        var page = await person.DecideAsync(asked);

        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.OK), page.ToString());
        Assert.That((await site.WhoAsync(person)).Text("name"), Is.EqualTo("ada"));
    }

    [Test]
    public async Task Who_was_disabled_at_main_may_not_log_in()
    {
        await using var site = await StartAsync("disabled-people");
        await stage.Primary.ExecuteAsync(
            """
            insert into "user" (id, name, github_id, created_at, disabled_at) values (gen_random_uuid(), 'former', 99, now(), now())
            on conflict do nothing
            """);
        await stage.Replica.CatchUpAsync();
        site.Github.Account = FakeAccount.Ada with { Id = 99, Login = "former" };
        var page = await site.LogInAsync(person);

        Assert.That((page.Status, page.Problem), Is.EqualTo((HttpStatusCode.Forbidden, "login-refused")));
    }

    [Test]
    public async Task Who_takes_over_a_login_at_github_does_not_become_the_user_of_that_name()
    {
        await using var site = await StartAsync("renamed-people");
        await stage.Primary.ExecuteAsync(
            """
            insert into "user" (id, name, github_id, created_at) values (gen_random_uuid(), 'renamed', 100, now())
            on conflict do nothing
            """);
        await stage.Replica.CatchUpAsync();
        site.Github.Account = FakeAccount.Carl with { Id = 101, Login = "renamed" };
        var page = await site.LogInAsync(person);

        Assert.That((page.Status, page.Problem), Is.EqualTo((HttpStatusCode.Forbidden, "login-refused")), page.ToString());
        Assert.That(await site.WhoAsync(person), Is.Null);
        Assert.That(await stage.Primary.ReadAsync<long>("select github_id from \"user\" where name = 'renamed'"), Is.EqualTo(100));
    }

    [Test]
    public async Task A_login_makes_the_user_at_main_with_the_roles_of_the_teams()
    {
        await using var site = await StartAsync("new-people");
        site.Github.Account = FakeAccount.Ada with { Id = 102, Login = "newcomer" };
        await site.LogInAsync(person);

        const string sql = "select role from \"user\" join user_role on user_id = \"user\".id where github_id = 102";
        Assert.That(await stage.Primary.ReadAsync<string>(sql), Is.EqualTo("observer"));
    }

    [Test]
    public async Task Without_github_the_login_says_so_and_who_is_logged_in_stays_so()
    {
        await using var site = await StartAsync("github-away");
        await site.LogInAsync(person);
        using var late = new Walker();
        var asked = await late.GoAsync($"{site.Address}/github/login");
        site.Github.IsBroken = true;
        var page = await late.DecideAsync(asked);

        Assert.That((page.Status, page.Problem), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "github-unavailable")));
        Assert.That((await site.WhoAsync(person)).Text("name"), Is.EqualTo("ada"));
    }

    private Task<LoginSite> StartAsync(string name, params (string Name, string Value)[] more) =>
        LoginSite.StartAsync(SettingsOf(name).With(more), name);

    private Settings SettingsOf(string name) => Site.SecondarySettings(stage).With(("SITE_NAME", name));
}
