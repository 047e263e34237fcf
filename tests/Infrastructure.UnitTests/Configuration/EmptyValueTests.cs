using CcatOps.Domain.Sites;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class EmptyValueTests
{
    private SourceFiles sources = null!;

    [SetUp]
    public void MakeSources() => sources = new();

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [TestCase("")]
    [TestCase("  ")]
    public void Empty_environment_variable_leaves_the_setting_to_the_next_source(string empty) =>
        Assert.That(
            sources.Set("SITE_NAME", empty).DotEnv("SITE_NAME=\nREDIS_PORT=").Toml("[default]\nsite_name = 'toml'").Settings().Site,
            Is.EqualTo(new SiteConfig { SiteName = "toml" }));

    [Test]
    public void Empty_password_is_a_password() =>
        Assert.That(sources.Set("MAIN_DB_PASSWORD", "").DotEnv("MAIN_DB_PASSWORD=x").Settings().Site.MainDatabase.Password, Is.Empty);

    [Test]
    public void Empty_main_api_url_means_none() =>
        Assert.That(sources.Set("MAIN_API_URL", "").Toml("[default]\nmain_api_url = 'http://a'").Settings().Site.MainApiUrl, Is.Null);

    [Test]
    public void Empty_github_settings_mean_no_login() =>
        Assert.That(sources.DotEnv("GITHUB_CLIENT_ID=\nGITHUB_CLIENT_SECRET=\nGITHUB_ORG_NAME=\nGITHUB_TEAM_ROLE_MAPPING=")
            .Settings().Authentication.HasGithubLogin, Is.False);

    [Test]
    public void Empty_text_in_toml_is_a_value() =>
        Assert.That(sources.Toml("[default]\nsite_name = ''").Fault().ToString(), Does.StartWith("SITE_NAME = (empty) ("));

    [Test]
    public void White_space_around_a_value_is_cut_but_not_around_a_secret()
    {
        var site = sources.Set("REDIS_PORT", " 7 ").Set("REDIS_PASSWORD", " p ").Settings().Site;

        Assert.That((site.Redis.Port, site.Redis.Password), Is.EqualTo((7, " p ")));
    }
}
