using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.Stage;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CcatOps.Api.FunctionalTests.Sessions;

/// <summary>People who log in for a program.</summary>
internal sealed class ProgramLoginTests
{
    private LoginSite site = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => site = await LoginSite.StartAsync();

    [OneTimeTearDown]
    public Task StopAsync() => site.DisposeAsync().AsTask();

    [Test]
    public async Task A_program_gets_tokens_for_the_code()
    {
        var tokens = await new ProgramLogin(site).LogInAsync();
        var me = await site.WhoIsAsync(Access(tokens));
        var claims = new JsonWebToken(Access(tokens));

        Assert.That((me.Text("name"), me.Text("kind"), me.Text("roles")), Is.EqualTo(("ada", "person", """["observer"]""")));
        Assert.That((tokens.Text("token_type"), tokens.Text("expires_in")), Is.EqualTo(("Bearer", "1800")));
        Assert.That((claims.Alg, claims.Subject, claims.Id.Length), Is.EqualTo(("HS256", "ada", 32)));
        Assert.That(claims.ValidTo - claims.IssuedAt, Is.EqualTo(TimeSpan.FromMinutes(30)));
    }

    [Test]
    public async Task No_url_shows_the_code_or_a_token()
    {
        using var person = new Walker();
        var login = new ProgramLogin(site);
        var code = await login.GetCodeAsync(person);

        Assert.That(code, Has.Length.EqualTo(43));
        Assert.That(person.Visited.Where(uri => uri.AbsoluteUri.Contains(code)), Is.Empty);
        Assert.That(person.Cookies.Keys, Does.Not.Contain(site.CookieName));
    }

    [Test]
    public async Task A_stolen_code_is_worth_nothing_and_holds_no_longer()
    {
        using var person = new Walker();
        var login = new ProgramLogin(site);
        var code = await login.GetCodeAsync(person);
        var stolen = await login.RedeemAsync(code, new ProgramLogin(site).Verifier);
        var late = await login.RedeemAsync(code);

        Assert.That((stolen.Status, stolen.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "invalid-grant")));
        Assert.That((late.Status, late.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "invalid-grant")));
    }

    [Test]
    public async Task A_code_holds_once()
    {
        using var person = new Walker();
        var login = new ProgramLogin(site);
        var code = await login.GetCodeAsync(person);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => login.RedeemAsync(code)));

        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(1));
    }

    [Test]
    public async Task A_refresh_token_holds_once_and_gives_the_next()
    {
        var login = new ProgramLogin(site);
        var first = await login.LogInAsync();
        var second = await login.RefreshAsync(Refresh(first));
        var third = await login.RefreshAsync(Refresh(second.Json));

        Assert.That(third.Status, Is.EqualTo(HttpStatusCode.OK), third.ToString());
        Assert.That(third.Header("Cache-Control"), Is.EqualTo("no-store"));
        Assert.That((await site.WhoIsAsync(Access(third.Json))).Text("name"), Is.EqualTo("ada"));
    }

    [Test]
    public async Task A_refresh_token_that_comes_back_closes_the_session()
    {
        var login = new ProgramLogin(site);
        var first = await login.LogInAsync();
        var second = await login.RefreshAsync(Refresh(first));
        var stolen = await login.RefreshAsync(Refresh(first));
        var next = await login.RefreshAsync(Refresh(second.Json));

        Assert.That((stolen.Status, stolen.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "invalid-grant")));
        Assert.That((next.Status, next.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "invalid-grant")));
        Assert.That(await site.WhoIsAsync(Access(second.Json)), Is.Null);
    }

    [Test]
    public async Task Logout_takes_back_access_and_refresh_and_needs_no_origin()
    {
        var login = new ProgramLogin(site);
        var tokens = await login.LogInAsync();
        using var program = new Walker();
        var page = await site.LogOutAsync(program, ("Authorization", $"Bearer {Access(tokens)}"));
        var refreshed = await login.RefreshAsync(Refresh(tokens));

        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.NoContent), page.ToString());
        Assert.That(await site.WhoIsAsync(Access(tokens)), Is.Null);
        Assert.That(refreshed.Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_key_that_was_rotated_verifies_until_it_is_taken_away()
    {
        var claims = ClaimsOf(await new ProgramLogin(site).LogInAsync());

        Assert.That((await site.WhoIsAsync(Sign(claims, LoginSite.OldSecretKey))).Text("name"), Is.EqualTo("ada"));
        Assert.That(await site.WhoIsAsync(Sign(claims, "a-key-that-this-service-has-never-known")), Is.Null);
    }

    [Test]
    public async Task A_token_holds_only_as_it_was_made()
    {
        var tokens = await new ProgramLogin(site).LogInAsync();
        var now = EpochTime.GetIntDate(TimeProvider.System.GetUtcNow().UtcDateTime);
        Assert.That((await site.WhoIsAsync(Sign(ClaimsOf(tokens)))).Text("name"), Is.EqualTo("ada"), "signed again it holds");

        Assert.That(await site.WhoIsAsync(Sign(With(tokens, "exp", now - 1))), Is.Null, "expired");
        Assert.That(await site.WhoIsAsync(Sign(With(tokens, "exp", null))), Is.Null, "without an end");
        Assert.That(await site.WhoIsAsync(Sign(With(tokens, "iss", "ccatops:cologne"))), Is.Null, "of another site");
        Assert.That(await site.WhoIsAsync(Sign(With(tokens, "aud", "ccatops:cologne"))), Is.Null, "for another site");
        Assert.That(await site.WhoIsAsync(Sign(With(tokens, "sid", Guid.NewGuid().ToString("N")))), Is.Null, "of no session");
        Assert.That(await site.WhoIsAsync(Sign(ClaimsOf(tokens), type: "JWT")), Is.Null, "of another type");
        Assert.That(await site.WhoIsAsync(Sign(ClaimsOf(tokens), algorithm: SecurityAlgorithms.HmacSha512)), Is.Null, "with another algorithm");
        Assert.That(await site.WhoIsAsync(Unsigned(tokens)), Is.Null, "unsigned");
        Assert.That(await site.WhoIsAsync(Access(tokens)[..^2] + "xx"), Is.Null, "with a broken signature");
        Assert.That(await site.WhoIsAsync("x.y.z"), Is.Null, "none at all");
    }

    [TestCase("""{"grant_type": "password"}""", "grant_type")]
    [TestCase("""{}""", "grant_type")]
    [TestCase("""{"grant_type": "authorization_code", "code": "x"}""", "code_verifier")]
    [TestCase("""{"grant_type": "authorization_code", "code_verifier": "0123456789012345678901234567890123456789012"}""", "code")]
    [TestCase("""{"grant_type": "refresh_token"}""", "refresh_token")]
    [TestCase("""{"grant_type": "refresh_token", "client_id": "x"}""", "client_id")]
    public async Task What_is_missing_is_named(string body, string field)
    {
        var answer = await site.Site.SendTextAsync(HttpMethod.Post, "/auth/token", body);

        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "validation")));
        Assert.That(answer.Fields, Is.EqualTo([field]));
    }

    [Test]
    public async Task A_token_with_an_extension_that_must_be_understood_is_refused()
    {
        var tokens = await new ProgramLogin(site).LogInAsync();
        var claims = ClaimsOf(tokens);

        Assert.That(await site.WhoIsAsync(Sign(claims)), Is.Not.Null, "the same token without the extension");
        Assert.That(await site.WhoIsAsync(Sign(claims, critical: "b64")), Is.Null);
    }

    [TestCase("?code_challenge=short", "code_challenge")]
    [TestCase("?code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=plain", "code_challenge_method")]
    [TestCase("?code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&return_to=/", "return_to")]
    public async Task A_login_without_proof_is_not_begun(string query, string field)
    {
        var answer = await site.Site.AskAsync($"/github/login{query}");

        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "validation")));
        Assert.That(answer.Fields, Is.EqualTo([field]));
    }

    private static string Access(JsonObject tokens) => tokens.Text("access_token")!;

    private static string Refresh(JsonObject tokens) => tokens.Text("refresh_token")!;

    private static JsonObject ClaimsOf(JsonObject tokens) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(Access(tokens).Split('.')[1]))!.AsObject();

    private static JsonObject With(JsonObject tokens, string claim, JsonNode? value)
    {
        var claims = ClaimsOf(tokens);
        claims.Remove(claim);
        if (value is not null)
            claims[claim] = value;
        return claims;
    }

    private static string Sign(
        JsonObject claims, string key = LoginSite.SecretKey, string type = "at+jwt", string algorithm = SecurityAlgorithms.HmacSha256,
        string? critical = null)
    {
        // HMAC fills a key up with zeros itself; the library wants 64 bytes for SHA-512.
        var bytes = Encoding.UTF8.GetBytes(key);
        var signing = new SymmetricSecurityKey(algorithm == SecurityAlgorithms.HmacSha512 ? [.. bytes, .. new byte[64 - bytes.Length]] : bytes);
        return new JsonWebTokenHandler().CreateToken(
            claims.ToJsonString(), new SigningCredentials(signing, algorithm), critical is null
                ? new Dictionary<string, object> { ["typ"] = type }
                : new Dictionary<string, object> { ["typ"] = type, ["crit"] = new[] { critical } });
    }

    private static string Unsigned(JsonObject tokens) =>
        $"{Base64Url.EncodeToString("""{"alg":"none","typ":"at+jwt"}"""u8)}.{Access(tokens).Split('.')[1]}.";
}
