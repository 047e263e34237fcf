using System.Net;
using System.Security.Claims;
using CcatOps.Domain.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Api.FunctionalTests.Shell;

/// <summary>Headers carry the caller here: the address as a proxy gives it, and the principal as authentication would.</summary>
internal sealed class RateLimitTests
{
    private const int Limit = 5;

    private static readonly ShellConfig Tight = new()
    {
        RequestsPerSecond = Limit,
        ServiceRequestsPerSecond = ShellConfig.LeastServiceRequests,
        FailedLoginsPerMinute = 3,
        TrustedProxies = [IPNetwork.Parse("127.0.0.1/32")],
    };

    private MockedService service = null!;

    [SetUp]
    public async Task Start() => service = await StartAsync(Tight);

    [TearDown]
    public async Task Stop() => await service.DisposeAsync();

    [Test]
    public async Task An_address_that_asks_too_often_is_told_when_to_come_again()
    {
        using var refused = await UntilRefusedAsync("198.51.100.1");

        var problem = await MockedService.JsonOf(refused);
        Assert.That(((string?)problem["type"], (int?)problem["status"]), Is.EqualTo(("/problems/too-many-requests", 429)));
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public async Task Others_are_heard_meanwhile()
    {
        using var refused = await UntilRefusedAsync("198.51.100.1");
        using var other = await AskAsync("198.51.100.2");
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task After_the_time_that_it_was_told_it_is_heard_again()
    {
        using var refused = await UntilRefusedAsync("198.51.100.1");
        await TestBed.Eventually.WaitForAsync(
            async () =>
            {
                using var answer = await AskAsync("198.51.100.1");
                return answer.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(5), "the limit should end");
    }

    [Test]
    public async Task One_client_has_all_addresses_of_its_network_in_IPv6()
    {
        using var refused = await UntilRefusedAsync("2001:db8:0:1::1");
        using var next = await AskAsync("2001:db8:0:1::2");
        Assert.That(next.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task A_principal_has_one_limit_wherever_it_asks_from()
    {
        var statuses = new List<HttpStatusCode>();
        for (var number = 0; number < 4 * Limit; number++)
        {
            using var answer = await AskAsync($"198.51.100.{number}", "somebody", "observer");
            statuses.Add(answer.StatusCode);
        }

        Assert.That(statuses, Has.Some.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task A_telescope_is_never_refused_for_what_others_at_its_address_do()
    {
        using var login = await UntilLoginIsRefusedAsync("198.51.100.1");
        using var refused = await UntilRefusedAsync("198.51.100.1");
        var statuses = new List<HttpStatusCode>();
        for (var number = 0; number < 20 * Limit; number++)
        {
            using var answer = await AskAsync("198.51.100.1", "telescope", "service");
            statuses.Add(answer.StatusCode);
        }

        Assert.That(statuses, Has.All.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_service_that_never_stops_is_held_to_a_limit_of_its_own()
    {
        var statuses = new List<HttpStatusCode>();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            for (var number = 0; number < ShellConfig.LeastServiceRequests && !Refused(statuses); number++)
            {
                using var answer = await AskAsync("198.51.100.1", "telescope", "service");
                lock (statuses)
                    statuses.Add(answer.StatusCode);
            }
        }));
        Assert.That(statuses, Has.Count.GreaterThanOrEqualTo(ShellConfig.LeastServiceRequests));
    }

    [Test]
    public async Task An_address_whose_credentials_fail_again_and_again_is_refused()
    {
        using var refused = await UntilLoginIsRefusedAsync("198.51.100.1");
        Assert.That((string?)(await MockedService.JsonOf(refused))["type"], Is.EqualTo("/problems/too-many-failed-logins"));
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task What_needs_no_credential_is_answered_there_all_the_same()
    {
        using var refused = await UntilLoginIsRefusedAsync("198.51.100.1");
        await TestBed.Eventually.WaitForAsync(
            async () =>
            {
                using var open = await AskAsync("198.51.100.1");
                return open.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(5), "the minute of the failed logins is not to be waited for");
    }

    [Test]
    public async Task An_address_that_no_listed_proxy_has_given_counts_for_nothing()
    {
        await using var direct = await StartAsync(Tight with { TrustedProxies = [] });
        var statuses = new List<HttpStatusCode>();
        for (var number = 0; number < 4 * Limit; number++)
        {
            using var request = RequestFrom($"198.51.100.{number}");
            using var answer = await direct.Http.SendAsync(request);
            statuses.Add(answer.StatusCode);
        }

        Assert.That(statuses, Has.Some.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task The_switch_of_the_host_that_believes_every_proxy_does_nothing()
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true");
        try
        {
            await An_address_that_no_listed_proxy_has_given_counts_for_nothing();
        }
        finally
        {
            Environment.SetEnvironmentVariable("ASPNETCORE_FORWARDEDHEADERS_ENABLED", null);
        }
    }

    private static bool Refused(List<HttpStatusCode> statuses)
    {
        lock (statuses)
            return statuses.Contains(HttpStatusCode.TooManyRequests);
    }

    private static async Task<MockedService> StartAsync(ShellConfig shell)
    {
        var service = await MockedService.StartAsync(shell: shell, addMore: services => services.AddSingleton<IStartupFilter, StatedPrincipal>());
        service.Http.DefaultRequestHeaders.Authorization = null;
        return service;
    }

    private async Task<HttpResponseMessage> UntilRefusedAsync(string address)
    {
        for (var number = 0; number < 10 * Limit; number++)
        {
            var answer = await AskAsync(address);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                return answer;
            answer.Dispose();
        }

        throw new AssertionException($"{10 * Limit} requests passed.");
    }

    private async Task<HttpResponseMessage> UntilLoginIsRefusedAsync(string address)
    {
        var statuses = new List<HttpStatusCode>();
        for (var number = 0; number < 100; number++)
        {
            using var request = RequestFrom(address, StatedPrincipal.Closed);
            request.Headers.Add("Authorization", "Bearer wrong");
            var answer = await service.Http.SendAsync(request);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests
                && (await answer.Content.ReadAsStringAsync()).Contains("failed-logins", StringComparison.Ordinal))
                return answer;
            statuses.Add(answer.StatusCode);
            answer.Dispose();
        }

        throw new AssertionException($"100 failed logins passed: {string.Join(' ', statuses.Select(status => (int)status))}");
    }

    private async Task<HttpResponseMessage> AskAsync(string address, string? name = null, string? role = null)
    {
        using var request = RequestFrom(address);
        if (name is not null)
            request.Headers.Add("Test-Principal", $"{name}:{role}");
        return await service.Http.SendAsync(request);
    }

    private static HttpRequestMessage RequestFrom(string address, string path = "/health/live") =>
        new(HttpMethod.Get, path) { Headers = { { "X-Forwarded-For", address } } };

    /// <summary>Replaces authentication: one path is answered with 401 behind the shell, as an endpoint would that takes no credential of the request.</summary>
    private sealed class StatedPrincipal : IStartupFilter
    {
        public const string Closed = "/closed";

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                if (context.Request.Headers["Test-Principal"] is [{ } stated] && stated.Split(':') is [var name, var role])
                    context.User = new(new ClaimsIdentity([new(ClaimTypes.Name, name), new(ClaimTypes.Role, role)], "test"));
                return rest(context);
            });
            next(app);
            app.Run(context =>
            {
                context.Response.StatusCode = context.Request.Path == Closed ? StatusCodes.Status401Unauthorized : StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
        };
    }
}
