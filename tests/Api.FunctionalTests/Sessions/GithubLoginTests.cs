using System.Globalization;
using System.Net;
using CcatOps.Api.FunctionalTests.Embedded;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Sessions;

/// <summary>People who log in with a browser.</summary>
internal sealed class GithubLoginTests
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("ccatops-home-");
    private LoginSite site = null!;
    private Walker person = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        site = await LoginSite.StartAsync(("HOME", home.FullName), ("MEMBERSHIP_CHECK_INTERVAL", "0.5"));
        site.Site.Client.With(await EmbeddedService.TokenAsync(site.Site));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await site.DisposeAsync();
        home.Delete(recursive: true);
    }

    [SetUp]
    public void Sit()
    {
        person = new();
        site.Github.Account = FakeAccount.Ada;
    }

    [TearDown]
    public void Leave() => person.Dispose();

    [Test]
    public async Task A_person_lands_where_they_wanted_to_and_is_known()
    {
        var page = await site.LogInAsync(person);
        var me = await site.WhoAsync(person);

        Assert.That((page.Status, page.Address), Is.EqualTo((HttpStatusCode.OK, new Uri($"{site.Address}/api/site/info"))), page.ToString());
        Assert.That((me.Text("name"), me.Text("kind"), me.Text("roles")), Is.EqualTo(("ada", "person", """["observer"]""")));
        Assert.That(me.Text("principal"), Is.EqualTo("github:1"));
        Assert.That(me.Text("permissions"), Does.Contain("write:observations").And.Not.Contain("manage:users"));
        Assert.That(DateTimeOffset.Parse(me.Text("expires_at")!, CultureInfo.InvariantCulture), Is.EqualTo(TimeProvider.System.GetUtcNow().AddDays(7)).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task The_cookie_is_kept_from_scripts_and_from_other_sites()
    {
        await site.LogInAsync(person);

        var cookie = person.CookiesSet.Single(each => each.StartsWith(site.CookieName, StringComparison.Ordinal));
        Assert.That(cookie, Does.Contain("; secure").IgnoreCase.And.Contain("; httponly").IgnoreCase.And.Contain("; samesite=lax").IgnoreCase);
        Assert.That(cookie, Does.Contain("; path=/;").IgnoreCase.And.Not.Contain("domain").IgnoreCase);
    }

    [Test]
    public async Task No_url_shows_what_the_cookie_holds()
    {
        await site.LogInAsync(person);

        var held = person.Cookies[site.CookieName];
        Assert.That(person.Visited.Where(uri => held.Split('.').Any(part => uri.AbsoluteUri.Contains(part))), Is.Empty);
    }

    [Test]
    public async Task A_member_without_a_team_looks()
    {
        site.Github.Account = FakeAccount.Carl;
        await site.LogInAsync(person);

        Assert.That((await site.WhoAsync(person)).Text("roles"), Is.EqualTo("""["viewer"]"""));
    }

    [Test]
    public async Task A_foreign_organisation_is_refused([Values] bool isInvited)
    {
        site.Github.Account = isInvited ? FakeAccount.Invited : FakeAccount.Stranger;
        var page = await site.LogInAsync(person);

        Assert.That((page.Status, page.Problem), Is.EqualTo((HttpStatusCode.Forbidden, "login-refused")));
        Assert.That(page.Json.Text("detail"), Does.Contain("ccatobs"));
        Assert.That(person.Cookies.Keys, Does.Not.Contain(site.CookieName));
    }

    [TestCase("active", "other/ops")]
    [TestCase("pending", "ccatobs/ops")]
    public async Task Who_leaves_the_organisation_or_a_team_is_out_while_they_are_logged_in(string state, string team)
    {
        var account = new FakeAccount(50, "leaver", null, new Dictionary<string, string> { [FakeAccount.Organisation] = "active" }, "ccatobs/ops");
        site.Github.Account = account;
        await site.LogInAsync(person);
        Assert.That(await site.WhoAsync(person), Is.Not.Null);

        site.Github.Change(account with { Memberships = new Dictionary<string, string> { [FakeAccount.Organisation] = state }, Teams = [team] });

        await Eventually.WaitForAsync(async () => await site.WhoAsync(person) is null, TimeSpan.FromSeconds(30), "the session should end");
        // The sessions end first, without main; then main takes the roles.
        await Eventually.AssertAsync(
            async () => (await site.Site.GetAsync("/api/users?limit=1000"))["items"]!.AsArray().Single(user => user.Text("principal") == "github:50").Text("roles"),
            roles => roles == "[]", TimeSpan.FromSeconds(30), "main should have no roles of the person");
    }

    [Test]
    public async Task A_person_sees_and_closes_their_own_sessions_and_an_administrator_all()
    {
        using var other = new Walker();
        await site.LogInAsync(person);
        site.Github.Account = FakeAccount.Carl;
        await site.LogInAsync(other);

        var own = (await person.GoAsync($"{site.Address}/api/sessions")).Json["items"]!.AsArray();
        Assert.That(own.Select(session => session.Text("login")).Distinct(), Is.EqualTo(new[] { "ada" }));
        var all = (await site.Site.GetAsync("/api/sessions"))["items"]!.AsArray();
        var carls = all.First(session => session.Text("login") == "carl").Text("id")!;

        (string, string)[] headers = [("Origin", site.Address), ("CcatOps-Csrf", "1")];
        Assert.That(
            (await person.GoAsync($"{site.Address}/api/sessions/{carls}", method: HttpMethod.Delete, headers: headers)).Status,
            Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await site.Site.SendAsync(HttpMethod.Delete, $"/api/sessions/{carls}?reason=lost")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await site.WhoAsync(other), Is.Null);
        Assert.That(await site.WhoAsync(person), Is.Not.Null);
    }

    [Test]
    public async Task A_disabled_person_is_out_at_once_with_session_and_tokens()
    {
        var account = FakeAccount.Ada with { Id = 51, Login = "former" };
        site.Github.Account = account;
        await site.LogInAsync(person);
        var users = (await site.Site.GetAsync("/api/users?limit=1000"))["items"]!.AsArray();
        var id = users.Single(user => user.Text("github_id") == "51").Text("id");

        await site.Site.PostAsync($"/api/users/{id}/disable", new { reason = "has left" }, HttpStatusCode.OK);
        Assert.That(await site.WhoAsync(person), Is.Null);
        var page = await site.LogInAsync(person);
        Assert.That((page.Status, page.Problem), Is.EqualTo((HttpStatusCode.Forbidden, "login-refused")));
    }

    [Test]
    public async Task A_login_of_the_name_of_a_machine_does_not_become_it()
    {
        await site.Site.PostAsync("/api/tokens/", new { name = "night", owner = "chai-pipeline", role = "service" });
        site.Github.Account = FakeAccount.Ada with { Id = 52, Login = "chai-pipeline" };

        var page = await site.LogInAsync(person);
        Assert.That((page.Status, page.Problem), Is.EqualTo((HttpStatusCode.Forbidden, "login-refused")));
        Assert.That(page.Json.Text("detail"), Does.Contain("user link chai-pipeline --github-id 52"));
    }

    [Test]
    public async Task Who_says_no_at_github_is_not_logged_in()
    {
        var page = await site.LogInAsync(person, decision: "no");

        Assert.That((page.Status, page.Problem), Is.EqualTo((HttpStatusCode.Forbidden, "login-refused")));
        Assert.That(await site.WhoAsync(person), Is.Null);
    }

    [Test]
    public async Task A_client_secret_that_does_not_hold_is_told_of()
    {
        site.Github.Secret = "another";
        var page = await site.LogInAsync(person);
        site.Github.Secret = FakeGithub.ClientSecret;

        Assert.That((page.Status, page.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "login-failed")));
        Assert.That(page.Json.Text("detail"), Does.Contain("incorrect_client_credentials"));
        Assert.That(site.Site.Process.Output, Does.Contain("incorrect_client_credentials").And.Not.Contain("c4n4ry"));
    }

    [Test]
    public async Task An_answer_of_github_holds_once()
    {
        await site.LogInAsync(person);
        var again = await person.GoAsync(CallbackOf(person));

        Assert.That((again.Status, again.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "login-failed")));
    }

    [Test]
    public async Task An_answer_of_github_holds_in_the_browser_that_asked_only()
    {
        using var victim = new Walker();
        var asked = await person.GoAsync($"{site.Address}/github/login");
        var cookies = person.Cookies;
        // The attacker keeps the answer to themselves, and gives the victim the link.
        person.CookiesSet.Clear();
        foreach (var name in cookies.Keys)
            person.SetCookie(name, "x");
        await person.DecideAsync(asked);
        var page = await victim.GoAsync(CallbackOf(person));

        Assert.That((page.Status, page.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "login-failed")));
        Assert.That(await site.WhoAsync(victim), Is.Null);
    }

    [TestCase("")]
    [TestCase("?code=x")]
    [TestCase("?code=x&state=")]
    [TestCase("?code=x&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("?code=x&state=%00%FF")]
    [TestCase("?error=access_denied")]
    public async Task A_state_that_the_service_has_not_made_is_refused(string query)
    {
        var page = await person.GoAsync($"{site.Address}/github/callback{query}");

        Assert.That((page.Status, page.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "login-failed")));
    }

    [TestCase("https://evil.example.com/")]
    [TestCase("//evil.example.com/")]
    [TestCase("/%5Cevil.example.com/")]
    [TestCase("https:%2F%2Fevil.example.com")]
    [TestCase("javascript:alert(1)")]
    [TestCase("/a%0D%0ASet-Cookie:%20a=b")]
    public async Task Nobody_is_sent_elsewhere_after_login(string target)
    {
        var page = await site.LogInAsync(person, $"?return_to={target}");

        Assert.That((page.Status, page.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "validation")));
        Assert.That(page.Text, Does.Contain("\"return_to\""));
    }

    [Test]
    public async Task Logout_closes_the_session_for_whoever_has_the_cookie()
    {
        await site.LogInAsync(person);
        var held = person.Cookies[site.CookieName];
        var page = await site.LogOutAsync(person, ("Origin", site.Address), ("CcatOps-Csrf", "1"));
        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.NoContent), page.ToString());
        Assert.That(person.Cookies.Keys, Does.Not.Contain(site.CookieName));

        person.SetCookie(site.CookieName, held);
        Assert.That(await site.WhoAsync(person), Is.Null);
    }

    [TestCase(null, "1")]
    [TestCase("http://evil.example.com", "1")]
    [TestCase("null", "1")]
    [TestCase("http://localhost:1", "1")]
    [TestCase("own", null)]
    public async Task What_changes_something_must_come_from_our_own_pages(string? origin, string? header)
    {
        await site.LogInAsync(person);
        (string, string)[] headers =
        [
            .. origin is null ? [] : new[] { ("Origin", origin == "own" ? site.Address : origin) },
            .. header is null ? [] : new[] { ("CcatOps-Csrf", header) },
        ];
        var page = await site.LogOutAsync(person, headers);

        Assert.That((page.Status, page.Problem), Is.EqualTo((HttpStatusCode.Forbidden, "cross-site")));
        Assert.That(await site.WhoAsync(person), Is.Not.Null);
    }

    [Test]
    public async Task The_host_that_a_request_names_is_no_page_of_ours()
    {
        await site.LogInAsync(person);
        var page = await site.LogOutAsync(person, ("Host", "evil.example.com"), ("Origin", "http://evil.example.com"), ("CcatOps-Csrf", "1"));

        Assert.That((page.Status, page.Problem), Is.EqualTo((HttpStatusCode.Forbidden, "cross-site")));
        Assert.That(await site.WhoAsync(person), Is.Not.Null);
    }

    [TestCase("x")]
    [TestCase("00000000000000000000000000000000.x")]
    [TestCase("of another")]
    public async Task Another_cookie_is_nobodys(string cookie)
    {
        await site.LogInAsync(person);
        var held = person.Cookies[site.CookieName];
        person.SetCookie(site.CookieName, cookie == "of another" ? $"{held.Split('.')[0]}.{new string('x', 43)}" : cookie);

        Assert.That(await site.WhoAsync(person), Is.Null);
    }

    [Test]
    public async Task A_cookie_is_no_refresh_token()
    {
        await site.LogInAsync(person);
        var answer = await new ProgramLogin(site).RefreshAsync(person.Cookies[site.CookieName]);

        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "invalid-grant")));
        Assert.That(await site.WhoAsync(person), Is.Not.Null);
    }

    [Test]
    public async Task The_log_shows_no_secret()
    {
        await site.LogInAsync(person);

        Assert.That(site.Site.Process.Output, Does.Not.Contain("c4n4ry").And.Not.Contain("gho_").And.Not.Contain(person.Cookies[site.CookieName]));
    }

    [Test]
    public void The_framework_leaves_no_keys_in_the_home_folder() =>
        Assert.That(home.EnumerateDirectories().Select(folder => folder.Name), Does.Not.Contain(".aspnet"));

    private static string CallbackOf(Walker walker) => walker.Visited.Single(uri => uri.AbsolutePath == "/github/callback").AbsoluteUri;
}
