using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.Domain.Sessions;

namespace CcatOps.Api.FunctionalTests.Sessions;

/// <summary>A program that somebody logs in for: it makes the proof, the person carries the code.</summary>
internal sealed partial class ProgramLogin(LoginSite site)
{
    public string Verifier { get; } = $"{Guid.NewGuid():N}{Guid.NewGuid():N}";

    public string Query => $"?code_challenge={Pkce.ChallengeOf(Verifier)}&code_challenge_method=S256";

    /// <summary>The code that the person reads on the page.</summary>
    public async Task<string> GetCodeAsync(Walker person)
    {
        var page = await site.LogInAsync(person, Query);
        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.OK), page.ToString());
        return Code().Match(page.Text).Groups[1].Value;
    }

    public Task<Answer> RedeemAsync(string code, string? verifier = null) =>
        AskAsync(new { grant_type = "authorization_code", code, code_verifier = verifier ?? Verifier });

    public Task<Answer> RefreshAsync(string refreshToken) => AskAsync(new { grant_type = "refresh_token", refresh_token = refreshToken });

    public async Task<JsonObject> LogInAsync()
    {
        using var person = new Walker();
        var answer = await RedeemAsync(await GetCodeAsync(person));
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.ToString());
        return answer.Json;
    }

    private Task<Answer> AskAsync(object body) =>
        site.Site.Client.SendAsync(HttpMethod.Post, "/auth/token", JsonContent.Create(body));

    [GeneratedRegex("""<code id="code">([^<]+)</code>""")]
    private static partial Regex Code();
}
