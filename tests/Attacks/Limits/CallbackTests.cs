using CcatOps.Attacks.Stage;

namespace CcatOps.Attacks.Limits;

internal sealed class CallbackTests
{
    private const int Calls = 60;
    private const int FailedLogins = 5;

    [Test]
    public async Task Codes_that_fail_count_as_failed_logins_and_soon_reach_GitHub_no_more()
    {
        await using var github = await FakeGithub.StartAsync();
        await using var site = await StartAsync(github, ("RATE_LIMIT_FAILED_LOGINS", $"{FailedLogins}"));

        var answers = new List<(int Status, string Problem)>();
        for (var call = 0; call < Calls; call++)
            answers.Add(await (await BegunLogin.OfAsync(site)).ComeBackAsync(site, $"code=guess{call}"));

        Assert.Multiple(() =>
        {
            Assert.That(answers, Has.Some.EqualTo((429, "too-many-failed-logins")));
            Assert.That(github.Calls, Is.LessThan(Calls / 2));
        });
    }

    [Test]
    public async Task The_limit_of_an_address_comes_before_GitHub_is_asked()
    {
        await using var github = await FakeGithub.StartAsync();
        await using var site = await StartAsync(github, ("RATE_LIMIT_REQUESTS", "5"), ("RATE_LIMIT_FAILED_LOGINS", "0"));
        var login = await BegunLogin.OfAsync(site);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10 * Calls).Select(call => login.ComeBackAsync(site, $"code=guess{call}")));

        Assert.That(answers, Has.Some.EqualTo((429, "too-many-requests")));
    }

    [Test]
    public async Task A_state_works_once()
    {
        await using var github = await FakeGithub.StartAsync();
        await using var site = await StartAsync(github);
        var login = await BegunLogin.OfAsync(site);
        await login.ComeBackAsync(site, "code=first");
        var calls = github.Calls;

        var again = await login.ComeBackAsync(site, "code=second");

        Assert.That((again.Problem, github.Calls), Is.EqualTo(("login-failed", calls)));
    }

    private static async Task<AttackedSite> StartAsync(FakeGithub github, params (string Name, string Value)[] more) =>
        await AttackedSite.StartAsync(SiteSettings.OfTelescope(await AttackStage.GetAsync(), "callbacks").With(github.Settings).With(more));
}
