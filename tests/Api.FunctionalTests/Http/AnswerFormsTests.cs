using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.Fuzzing;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
using Moq;

namespace CcatOps.Api.FunctionalTests.Http;

internal sealed class AnswerFormsTests
{
    private MockedService service = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => service = await MockedService.StartAsync(shell: new() { RequestsPerSecond = 1_000_000, FrontendUrl = new("https://ops.example.com") });

    [OneTimeTearDown]
    public async Task StopAsync() => await service.DisposeAsync();

    [TestCase("gzip", "gzip")]
    [TestCase("br", "br")]
    [TestCase("gzip, br", "br")]
    public async Task A_large_answer_is_compressed_as_the_client_likes_it(string accepted, string used)
    {
        var answer = await SendAsync(HttpMethod.Get, "/openapi/v1.json", ("Accept-Encoding", accepted));

        Assert.That(answer.Content.Headers.ContentEncoding, Is.EqualTo(new[] { used }));
        Assert.That(string.Join(',', answer.Headers.Vary), Does.Contain("Accept-Encoding").And.Contain("Origin"));
        await using var body = await answer.Content.ReadAsStreamAsync();
        await using Stream plain = used == "br" ? new BrotliStream(body, CompressionMode.Decompress) : new GZipStream(body, CompressionMode.Decompress);
        Assert.That((await JsonNode.ParseAsync(plain))!["openapi"], Is.Not.Null);
    }

    [TestCase("/api/tokens/scopes", "identity")]
    [TestCase("/openapi/v1.json", "zstd")]
    [TestCase("/auth/me", "gzip")]
    public async Task What_is_not_asked_for_or_is_secret_is_not_compressed(string path, string accepted)
    {
        var answer = await SendAsync(HttpMethod.Get, path, ("Accept-Encoding", accepted));

        Assert.That(answer.Content.Headers.ContentEncoding, Is.Empty);
    }

    [TestCase("GET", "/api/site/info")]
    [TestCase("GET", "/no/such/thing")]
    [TestCase("GET", "/raw_data_files?limit=0")]
    [TestCase("DELETE", "/obs_unit")]
    [TestCase("OPTIONS", "/obs_unit")]
    [TestCase("HEAD", "/health/live")]
    public async Task Every_answer_names_its_trace_and_what_is_left_of_the_limit(string method, string path)
    {
        var answer = await SendAsync(new(method), path);

        Assert.That(answer.Headers.GetValues("traceparent").Single(), Does.Match("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$"));
        Assert.That(answer.Headers.GetValues("RateLimit-Limit").Single(), Is.EqualTo("1000000"));
        Assert.That(long.Parse(answer.Headers.GetValues("RateLimit-Remaining").Single(), CultureInfo.InvariantCulture), Is.InRange(1, 1_000_000));
        Assert.That(answer.Headers.Contains("RateLimit-Reset"), Is.True);
        Assert.That(answer.Headers.Vary, Does.Contain("Origin"));
    }

    [Test]
    public async Task A_trace_of_the_client_goes_on()
    {
        var answer = await SendAsync(
            HttpMethod.Get, "/raw_data_files?limit=0", ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        Assert.That(answer.Headers.GetValues("traceparent").Single(), Does.StartWith("00-0af7651916cd43dd8448eb211c80319c-"));
        Assert.That((string?)(await MockedService.JsonOf(answer))["trace_id"], Is.EqualTo("0af7651916cd43dd8448eb211c80319c"));
    }

    [Test]
    public async Task A_page_may_read_our_headers_and_remember_its_rights()
    {
        var answer = await SendAsync(HttpMethod.Get, "/api/site/info", ("Origin", "https://ops.example.com"));
        var preflight = await SendAsync(
            HttpMethod.Options, "/obs_unit", ("Origin", "https://ops.example.com"), ("Access-Control-Request-Method", "POST"));

        var exposed = string.Join(',', answer.Headers.GetValues("Access-Control-Expose-Headers"));
        foreach (var name in (string[])["Location", "Link", "ETag", "Retry-After", "Allow", "CcatOps-Durability", "CcatOps-Consistency",
            "Idempotency-Replayed", "traceparent", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"])
        {
            Assert.That(exposed.Split(','), Does.Contain(name));
        }

        Assert.That(preflight.Headers.GetValues("Access-Control-Max-Age"), Is.EqualTo(new[] { "7200" }));
    }

    [Test]
    public async Task Only_a_repeated_write_says_that_it_is_one()
    {
        Transaction? first = null;
        await using var replaying = await MockedService.StartAsync();
        replaying.DirectWriter.Setup(writer => writer.WriteAsync(It.IsAny<Transaction>(), It.IsAny<CancellationToken>())).ReturnsAsync(
            (Transaction transaction, CancellationToken _) => first is null ? Keep(transaction) : new DirectOutcome.Claimed(first, transaction.Claims[0]));

        var answers = new List<HttpResponseMessage>();
        for (var time = 0; time < 2; time++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/executed_obs_units/start") { Content = MockedService.Json("""{"obs_unit_id": 1}""") };
            request.Headers.Add("Idempotency-Key", "one");
            answers.Add(await replaying.Http.SendAsync(request));
        }

        Assert.That(answers.Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.Created));
        Assert.That(answers[0].Headers.Contains("Idempotency-Replayed"), Is.False);
        Assert.That(answers[1].Headers.GetValues("Idempotency-Replayed"), Is.EqualTo(new[] { "true" }));

        DirectOutcome Keep(Transaction transaction)
        {
            first = transaction;
            return new DirectOutcome.Committed(new(1));
        }
    }

    [TestCase("GET /raw_data_files/%00 HTTP/1.1\r\nHost: a\r\n\r\n")]
    [TestCase("GET /raw_data_files HTTP/1.1\r\n\r\n")]
    [TestCase("nonsense\r\n\r\n")]
    [TestCase("GET / HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n")]
    public async Task What_is_not_HTTP_is_answered_with_a_problem(string request)
    {
        using var connection = new RawConnection(service.Http.BaseAddress!.Port);
        var answer = await connection.SendAsync(Encoding.ASCII.GetBytes(request), CancellationToken.None);

        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(answer.Headers["Content-Type"], Is.EqualTo("application/problem+json"));
        Assert.That((int?)JsonNode.Parse(answer.Body)!["status"], Is.EqualTo(400));
        Assert.That((string?)JsonNode.Parse(answer.Body)!["trace_id"], Is.Not.Empty);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await service.Http.SendAsync(request);
    }
}
