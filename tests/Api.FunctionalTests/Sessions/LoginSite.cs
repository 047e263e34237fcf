using System.Net;
using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Sessions;

/// <summary>A site that people log in at, and the GitHub that vouches for them.</summary>
internal sealed class LoginSite : IAsyncDisposable
{
    public const string SecretKey = "the-secret-key-c4n4ry-of-more-than-32-bytes";
    public const string OldSecretKey = "the-old-secret-key-c4n4ry-of-over-32-bytes";

    private readonly int port;

    private LoginSite(Site site, FakeGithub github, int port) => (Site, Github, this.port) = (site, github, port);

    public Site Site { get; }
    public FakeGithub Github { get; }

    /// <summary>Under the name that browsers take for a secure one.</summary>
    public string Address => $"http://localhost:{port}";

    public required string CookieName { get; init; }

    /// <summary>One process and two files.</summary>
    public static Task<LoginSite> StartAsync(params (string Name, string Value)[] more) =>
        StartAsync(new Settings { ["CCATOPS_ENV"] = "embedded" }.With(more));

    public static async Task<LoginSite> StartAsync(Settings settings, string name = "observatory")
    {
        var github = await FakeGithub.StartAsync();
        var port = FreePort.Next();
        return new(await Site.StartAsync(settings.With(LoginSettings(github, port)), port: port), github, port)
        {
            CookieName = $"__Host-ccatops-{name}",
        };
    }

    public static (string Name, string Value)[] LoginSettings(FakeGithub github, int port)
    {
        github.Callback = $"http://localhost:{port}/github/callback";
        return
        [
            ("SECRET_KEY", $"{SecretKey},{OldSecretKey}"),
            // Refusals that these tests provoke do not count as guessing.
            ("RATE_LIMIT_FAILED_LOGINS", "0"),
            ("GITHUB_CLIENT_ID", FakeGithub.ClientId),
            ("GITHUB_CLIENT_SECRET", FakeGithub.ClientSecret),
            ("GITHUB_ORG_NAME", FakeAccount.Organisation),
            ("GITHUB_TEAM_ROLE_MAPPING", """{"ccatobs/ops": "observer", "other/admins": "admin"}"""),
            ("GITHUB_BASE_URL", github.Address),
            ("FRONTEND_URL", $"http://localhost:{port}"),
            ("BACKEND_URL", $"http://localhost:{port}"),
        ];
    }

    public Task<Page> LogInAsync(Walker walker, string query = "?return_to=/api/site/info", string decision = "yes") =>
        walker.LogInAsync($"{Address}/github/login{query}", decision);

    /// <summary>Returns the sender of a request as the service sees it, or null if it is unknown.</summary>
    public async Task<JsonObject?> WhoAsync(Walker walker, params (string Name, string Value)[] headers)
    {
        var page = await walker.GoAsync($"{Address}/auth/me", headers: headers);
        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.OK).Or.EqualTo(HttpStatusCode.Unauthorized), page.ToString());
        return page.Status == HttpStatusCode.OK && page.Json.Text("kind") != "anonymous" ? page.Json : null;
    }

    public async Task<JsonObject?> WhoIsAsync(string accessToken)
    {
        using var program = new Walker();
        return await WhoAsync(program, ("Authorization", $"Bearer {accessToken}"));
    }

    public Task<Page> LogOutAsync(Walker walker, params (string Name, string Value)[] headers) =>
        walker.GoAsync($"{Address}/auth/logout", method: HttpMethod.Post, headers: headers);

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await Github.DisposeAsync();
    }
}
