using System.Buffers.Text;
using System.Net;
using System.Text.RegularExpressions;

namespace CcatOps.Api.FunctionalTests.Shell;

internal sealed partial class SecurityHeadersTests
{
    private MockedService service = null!;

    [OneTimeSetUp]
    public async Task Start() => service = await MockedService.StartAsync(
        shell: new() { TrustedProxies = [IPNetwork.Parse("127.0.0.1/32")] });

    [OneTimeTearDown]
    public async Task Stop() => await service.DisposeAsync();

    [TestCase("/api/site/info", 200)]
    [TestCase("/health/live", 200)]
    [TestCase("/metrics", 200)]
    [TestCase("/openapi/v1.json", 200)]
    [TestCase("/docs/", 200)]
    [TestCase("/no/such/thing", 404)]
    [TestCase("/executed_obs_units/no-id", 400)]
    [TestCase("/raw_data_files?limit=0", 400)]
    public async Task Every_answer_has_them_whatever_its_status(string path, int status)
    {
        using var answer = await service.Http.GetAsync(path);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
        Assert.That(answer.Headers.GetValues("Referrer-Policy"), Is.EqualTo(new[] { "no-referrer" }));
        Assert.That(
            answer.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'").And.Contain("frame-ancestors 'none'"));
        Assert.That(answer.Headers.Contains("Server"), Is.False);
    }

    [TestCase("https", true)]
    [TestCase("http", false)]
    public async Task Over_https_a_browser_is_told_to_stay_there(string scheme, bool isTold)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live") { Headers = { { "X-Forwarded-Proto", scheme } } };
        using var answer = await service.Http.SendAsync(request);
        Assert.That(answer.Headers.Contains("Strict-Transport-Security"), Is.EqualTo(isTold));
    }

    [Test]
    public async Task The_page_with_the_explorer_runs_its_own_scripts_and_no_others()
    {
        using var answer = await service.Http.GetAsync("/docs/");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        var nonce = Nonce().Match(policy).Groups[1].Value;
        var page = await answer.Content.ReadAsStringAsync();

        Assert.That(policy, Does.Not.Contain("unsafe").And.Not.Contain("http"));
        Assert.That(Base64Url.DecodeFromChars(nonce), Has.Length.EqualTo(16));
        Assert.That(Scripts().Matches(page).Select(script => script.Value), Is.Not.Empty.And.All.Contains($"nonce=\"{nonce}\""));
    }

    [Test]
    public async Task The_number_that_lets_scripts_run_is_used_once()
    {
        using var one = await service.Http.GetAsync("/docs/");
        using var two = await service.Http.GetAsync("/docs/");
        Assert.That(one.Headers.GetValues("Content-Security-Policy"), Is.Not.EqualTo(two.Headers.GetValues("Content-Security-Policy")));
    }

    [GeneratedRegex("script-src 'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Scripts();
}
