using System.Net;
using System.Net.Http.Headers;
using CcatOps.Api.Authentication;
using CcatOps.Domain.Access;
using CcatOps.Domain.Sites;
using CcatOps.TestBed;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Api.FunctionalTests.Access;

/// <summary>Every route of the running service, with every kind of credential.</summary>
internal sealed class RouteMatrixTests
{
    private static readonly Dictionary<string, string?> Refused = new()
    {
        ["no credential"] = null,
        ["wrong"] = TestTokens.Unknown,
        ["no token at all"] = "nonsense",
        ["expired"] = TestTokens.Expired,
        ["revoked"] = TestTokens.Revoked,
    };

    private MockedService service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        service = await MockedService.StartAsync(MockedService.SecondarySite with { MetricsAccess = MetricsAccess.Token });
        Credentials.Knows(service);
        service.Http.DefaultRequestHeaders.Authorization = null;
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await service.DisposeAsync();

    [Test]
    public void Every_route_stands_in_the_table()
    {
        var missing = Routes().Where(route => RoutePolicies.Of(route.Endpoint) is RouteAccess.Closed).Select(route => $"{route.Method} {route.Path}");

        Assert.That(missing, Is.Empty);
        Assert.That(Routes(), Has.Count.GreaterThan(40));
    }

    [Test]
    public async Task Closed_routes_refuse_who_has_no_valid_credential()
    {
        foreach (var (credential, token) in Refused)
        {
            foreach (var route in Routes().Where(route => RoutePolicies.Of(route.Endpoint) is not RouteAccess.Open))
            {
                using var answer = await SendAsync(route, token);
                var what = $"{route.Method} {route.Path} with {credential}";
                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), what);
                Assert.That(answer.Headers.WwwAuthenticate.ToString(), Does.StartWith("Bearer"), what);
                if (route.Method != HttpMethods.Head)
                    Assert.That((string?)(await MockedService.JsonOf(answer))["type"], Is.EqualTo("/problems/unauthorized"), what);
            }
        }
    }

    [Test]
    public async Task Open_routes_ask_nobody()
    {
        foreach (var token in Refused.Values)
        {
            foreach (var route in Routes().Where(route => RoutePolicies.Of(route.Endpoint) is RouteAccess.Open))
            {
                using var answer = await SendAsync(route, token);
                Assert.That(answer.StatusCode, Is.Not.EqualTo(HttpStatusCode.Unauthorized).And.Not.EqualTo(HttpStatusCode.Forbidden), route.Path);
            }
        }
    }

    [Test]
    public async Task Each_role_gets_through_to_what_it_may_do_and_is_told_what_it_lacks()
    {
        foreach (var role in Credentials.Roles)
        {
            foreach (var route in Routes())
            {
                using var answer = await SendAsync(route, TestTokens.Of(role));
                var what = $"{route.Method} {route.Path} as {role}";
                var needed = RoutePolicies.Of(route.Endpoint) switch
                {
                    RouteAccess.Needs { Permission: var permission } => permission,
                    RouteAccess.Metrics => Permissions.ReadMetrics,
                    _ => null,
                };
                Assert.That(answer.StatusCode, Is.Not.EqualTo(HttpStatusCode.Unauthorized), what);
                var isAllowed = needed is null || Roles.Find(role)!.Permissions.Allows(needed);
                Assert.That(answer.StatusCode, isAllowed ? Is.Not.EqualTo(HttpStatusCode.Forbidden) : Is.EqualTo(HttpStatusCode.Forbidden), what);
                if (!isAllowed && route.Method != HttpMethods.Head)
                    Assert.That((string?)(await MockedService.JsonOf(answer))["detail"], Does.Contain($"{needed}").And.Contain(role), what);
            }
        }
    }

    [TestCase("viewer", "POST", "/executed_obs_units/start", false)]
    [TestCase("service", "POST", "/executed_obs_units/start", true)]
    [TestCase("service", "POST", "/obs_unit", false)]
    [TestCase("observer", "POST", "/api/buffer/pause", false)]
    [TestCase("observer", "GET", "/api/audit", true)]
    [TestCase("viewer", "GET", "/api/audit", false)]
    [TestCase("service", "GET", "/api/tokens", false)]
    [TestCase("admin", "GET", "/api/tokens", true)]
    public async Task Some_of_it_as_people_would_say_it(string role, string method, string path, bool isAllowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Of(role));
        using var answer = await service.Http.SendAsync(request);

        Assert.That(answer.StatusCode == HttpStatusCode.Forbidden, Is.Not.EqualTo(isAllowed), $"{answer.StatusCode}");
    }

    [Test]
    public async Task What_is_no_route_is_not_found_whoever_asks()
    {
        using var answer = await service.Http.GetAsync("/nothing/here");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private IReadOnlyList<Route> Routes() =>
    [
        .. service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(
            endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [HttpMethods.Get])
                .Select(method => new Route(endpoint, method, PathOf(endpoint.RoutePattern)))),
    ];

    private async Task<HttpResponseMessage> SendAsync(Route route, string? token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Path);
        if (route.Method is "POST" or "PUT")
            request.Content = MockedService.Json("{}");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await service.Http.SendAsync(request);
    }

    private static string PathOf(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => SampleOf(parameter),
            _ => "",
        }))));

    private static string SampleOf(RoutePatternParameterPart parameter) => parameter.ParameterPolicies switch
    {
        [{ Content: "guid" }] => "01985a3e-7d5c-7c31-9d5e-3f0a2b6c1d90",
        [{ Content: "int" }] => "1",
        _ when parameter.Name == "documentName" => "v1",
        _ when parameter.Name == "slug" => "validation",
        _ => "x",
    };

    private sealed record Route(RouteEndpoint Endpoint, string Method, string Path);
}
