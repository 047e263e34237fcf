using System.Net;

namespace CcatOps.Api.FunctionalTests.Shell;

internal sealed class CorsTests
{
    private const string Frontend = "https://ops.example.com";

    private MockedService service = null!;

    [OneTimeSetUp]
    public async Task Start() => service = await MockedService.StartAsync(shell: new() { FrontendUrl = new($"{Frontend}/app/") });

    [OneTimeTearDown]
    public async Task Stop() => await service.DisposeAsync();

    [TestCase("/api/site/info")]
    [TestCase("/no/such/thing")]
    [TestCase("/raw_data_files?limit=0")]
    public async Task Pages_of_the_frontend_may_read_answers(string path)
    {
        var answer = await SendAsync(HttpMethod.Get, path, Frontend);
        Assert.That(answer.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { Frontend }));
        Assert.That(answer.Headers.GetValues("Access-Control-Allow-Credentials"), Is.EqualTo(new[] { "true" }));
    }

    [TestCase("https://evil.example.com")]
    [TestCase("http://ops.example.com", Description = "not encrypted")]
    [TestCase("https://ops.example.com.evil.example")]
    [TestCase("https://ops.example.com:8443")]
    [TestCase("null")]
    public async Task Pages_of_others_may_not(string origin)
    {
        var answer = await SendAsync(HttpMethod.Get, "/api/site/info", origin);
        Assert.That(answer.Headers.Where(header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)), Is.Empty);
    }

    [TestCase(Frontend, true)]
    [TestCase("https://evil.example.com", false)]
    public async Task Only_pages_of_the_frontend_may_write(string origin, bool may)
    {
        var answer = await SendAsync(
            HttpMethod.Options, "/executed_obs_units/start", origin, ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(answer.Headers.Contains("Access-Control-Allow-Origin"), Is.EqualTo(may));
        Assert.That(answer.Headers.Contains("Access-Control-Allow-Methods"), Is.EqualTo(may));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string origin, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "Origin", origin } } };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await service.Http.SendAsync(request);
    }
}
