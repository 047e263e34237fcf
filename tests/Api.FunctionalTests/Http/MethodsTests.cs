using System.Net;
using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.Fuzzing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Api.FunctionalTests.Http;

internal sealed class MethodsTests
{
    private const string Id = "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11";

    private MockedService service = null!;

    [OneTimeSetUp]
    public async Task Start() => service = await MockedService.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await service.DisposeAsync();

    [Test]
    public async Task HEAD_answers_as_GET_does_without_a_body_at_every_described_path()
    {
        var document = await service.GetJsonAsync("/openapi/v1.json");
        var paths = document["paths"]!.AsObject().Where(path => path.Value!["get"] is not null)
            .Select(path => path.Key.Replace("{id}", Id, StringComparison.Ordinal).Replace("{slug}", "validation", StringComparison.Ordinal))
            .Concat(["/docs", "/docs/scalar.js", "/openapi/v1.json", "/metrics"]);
        using (Assert.EnterMultipleScope())
        {
            foreach (var path in paths)
            {
                var get = await SendAsync("GET", path);
                var head = await SendAsync("HEAD", path);
                Assert.That(head.StatusCode, Is.EqualTo(get.StatusCode), path);
                Assert.That(head.Content.Headers.ContentType, Is.EqualTo(get.Content.Headers.ContentType), path);
                Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty, path);
            }
        }
    }

    [TestCase("/executed_obs_units/start", "POST, OPTIONS")]
    [TestCase("/executed_obs_units/start/", "POST, OPTIONS")]
    [TestCase("/executed_obs_units", "GET, HEAD, OPTIONS")]
    [TestCase($"/executed_obs_units/{Id}", "GET, HEAD, PATCH, OPTIONS")]
    [TestCase("/executed_obs_units/17", "GET, HEAD, OPTIONS")]
    [TestCase($"/executed_obs_units/{Id}/finish", "PUT, OPTIONS")]
    [TestCase("/raw_data_files", "GET, HEAD, POST, OPTIONS")]
    [TestCase("/raw_data_files/bulk", "POST, OPTIONS")]
    [TestCase("/api/transactions/retry", "POST, OPTIONS")]
    [TestCase("/api/transactions/discard", "POST, OPTIONS")]
    [TestCase("/api/tokens/scopes", "GET, HEAD, OPTIONS")]
    [TestCase($"/api/tokens/{Id}", "DELETE, OPTIONS")]
    [TestCase("/metrics", "GET, HEAD, OPTIONS")]
    [TestCase("/health/live", "GET, HEAD, OPTIONS")]
    [TestCase("/docs", "GET, HEAD, OPTIONS")]
    public async Task OPTIONS_names_what_works_and_everything_else_is_refused_with_the_same_list(string path, string allowed)
    {
        var options = await SendAsync("OPTIONS", path);
        Assert.That(options.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(string.Join(", ", options.Content.Headers.Allow), Is.EqualTo(allowed));

        foreach (var method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PURGE" }.Except(allowed.Split(", ")))
        {
            var answer = await SendAsync(method, path);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed), method);
            Assert.That(string.Join(", ", answer.Content.Headers.Allow), Is.EqualTo(allowed), method);
            Assert.That((string?)(await MockedService.JsonOf(answer))["type"], Is.EqualTo("/problems/method-not-allowed"), method);
        }
    }

    [Test]
    public async Task Every_mapped_route_works_with_the_methods_that_OPTIONS_names()
    {
        var routes = service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

        Assert.That(routes.Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>() is not { HttpMethods.Count: > 0 }), Is.Empty);
        foreach (var path in (string[])["/api/buffer", "/api/audit", "/obs_unit", "/auth/me", "/auth/token", "/github/login"])
        {
            foreach (var method in (await SendAsync("OPTIONS", path)).Content.Headers.Allow)
                Assert.That((await SendAsync(method, path)).StatusCode, Is.Not.EqualTo(HttpStatusCode.MethodNotAllowed), $"{method} {path}");
        }
    }

    [Test]
    public async Task OPTIONS_of_the_server_names_all_methods()
    {
        using var connection = new RawConnection(service.Http.BaseAddress!.Port);
        var answer = await connection.SendAsync("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), CancellationToken.None);

        Assert.That((answer.Status, answer.Headers["Allow"]), Is.EqualTo((204, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")));
    }

    [Test]
    public async Task A_path_that_does_not_exist_allows_nothing()
    {
        var answer = await SendAsync("OPTIONS", "/no/such/thing");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task An_id_that_is_none_is_still_explained()
    {
        var answer = await SendAsync("GET", "/raw_data_files/x");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((JsonNode?)(await MockedService.JsonOf(answer))["errors"]!["id"], Is.Not.Null);
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        return await service.Http.SendAsync(request);
    }
}
