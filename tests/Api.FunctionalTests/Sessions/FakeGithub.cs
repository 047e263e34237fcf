using System.Collections.Concurrent;
using CcatOps.Domain.Sessions;
using CcatOps.TestBed;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace CcatOps.Api.FunctionalTests.Sessions;

/// <summary>
/// A substitute for GitHub on a port of its own, as strict as the real one: an OAuth app with its secret, PKCE, codes that are valid once, and known
/// people.
/// </summary>
internal sealed class FakeGithub : IAsyncDisposable
{
    public const string ClientId = "the-client-id";
    public const string ClientSecret = "the-client-secret-c4n4ry";
    public const string AuthorizePath = "/login/oauth/authorize";

    private readonly ConcurrentDictionary<string, Grant> codes = [];
    private readonly ConcurrentDictionary<string, FakeAccount> tokens = [];
    private readonly int port = FreePort.Next();
    private readonly WebApplication app;

    private FakeGithub()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        app.MapGet(AuthorizePath, Ask);
        app.MapPost(AuthorizePath, Decide);
        app.MapPost("/login/oauth/access_token", Redeem);
        app.MapGet("/api/v3/user", (HttpRequest request) => Of(request, account => new { id = account.Id, login = account.Login, name = account.Name }));
        app.MapGet("/api/v3/user/memberships/orgs/{org}", (HttpRequest request, string org) =>
            Of(request, account => account.Memberships.TryGetValue(org, out var state) ? new { state } : null));
        app.MapGet("/api/v3/user/teams", (HttpRequest request, int page, int per_page) =>
            Of(request, account => account.Teams.Skip((page - 1) * per_page).Take(per_page).Select(Team)));
        app.MapGet("/page", () => Results.Content("<!doctype html><title>another page</title>", "text/html"));
    }

    /// <summary>An address of the same site as a service on <c>localhost</c>, but of another origin.</summary>
    public string Address => $"http://localhost:{port}";

    /// <summary>The address to which the OAuth app lets people return.</summary>
    public string Callback { get; set; } = "";

    /// <summary>The person at the browser.</summary>
    public FakeAccount Account { get; set; } = FakeAccount.Ada;

    /// <summary>The secret of the OAuth app.</summary>
    public string Secret { get; set; } = ClientSecret;

    /// <summary>Whether it breaks off when the service asks.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Gives those who are logged in as the account of this id what it has now.</summary>
    public void Change(FakeAccount account)
    {
        foreach (var (token, held) in tokens)
        {
            if (held.Id == account.Id)
                tokens[token] = account;
        }
    }

    public static async Task<FakeGithub> StartAsync()
    {
        var github = new FakeGithub();
        await github.app.StartAsync();
        return github;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private IResult Ask(string client_id, string redirect_uri, string state, string code_challenge, string code_challenge_method, string scope) =>
        client_id != ClientId || redirect_uri != Callback || code_challenge_method != "S256" || !scope.Contains("read:org", StringComparison.Ordinal)
            ? Results.BadRequest("The application is set up in another way.")
            : Results.Content(
                $"""
                <!doctype html><title>Authorize</title>
                <form method="post" action="{AuthorizePath}">
                <input type="hidden" name="state" value="{System.Net.WebUtility.HtmlEncode(state)}">
                <input type="hidden" name="code_challenge" value="{System.Net.WebUtility.HtmlEncode(code_challenge)}">
                <button name="decision" value="yes">Authorize</button> <button name="decision" value="no">Cancel</button>
                </form>
                """,
                "text/html");

    private async Task<IResult> Decide(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var answer = new Dictionary<string, string?> { ["state"] = form["state"] };
        if (form["decision"] == "yes")
        {
            var code = Guid.NewGuid().ToString("N");
            codes[code] = new(Account, form["code_challenge"]!);
            answer["code"] = code;
        }
        else
        {
            answer["error"] = "access_denied";
        }

        return Results.Redirect(QueryHelpers.AddQueryString(Callback, answer));
    }

    /// <summary>GitHub answers 200 whatever is wrong.</summary>
    private async Task<IResult> Redeem(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (IsBroken)
            request.HttpContext.Abort();
        if (form["client_id"] != ClientId || form["client_secret"] != Secret)
            return Results.Json(new { error = "incorrect_client_credentials" });
        if (form["redirect_uri"] != Callback)
            return Results.Json(new { error = "redirect_uri_mismatch" });
        if (!codes.TryRemove($"{form["code"]}", out var grant) || !Pkce.Matches(grant.Challenge, $"{form["code_verifier"]}"))
            return Results.Json(new { error = "bad_verification_code" });

        var token = $"gho_{Guid.NewGuid():N}";
        tokens[token] = grant.Account;
        return Results.Json(new { access_token = token, token_type = "bearer", scope = "read:org" });
    }

    private IResult Of<T>(HttpRequest request, Func<FakeAccount, T?> answer) =>
        !tokens.TryGetValue($"{request.Headers.Authorization}".Replace("Bearer ", "", StringComparison.Ordinal), out var account)
            ? Results.Unauthorized()
            : request.Headers.UserAgent.Count == 0 ? Results.StatusCode(StatusCodes.Status403Forbidden)
            : answer(account) is { } found ? Results.Json(found)
            : Results.NotFound();

    private static object Team(string name) => name.Split('/') is var parts ? new { slug = parts[1], organization = new { login = parts[0] } } : name;

    private sealed record Grant(FakeAccount Account, string Challenge);
}
