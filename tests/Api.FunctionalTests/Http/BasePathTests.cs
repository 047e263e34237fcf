using System.Net;
using CcatOps.Domain.Sites;

namespace CcatOps.Api.FunctionalTests.Http;

internal sealed class BasePathTests
{
    private static readonly ShellConfig Proxied = new() { TrustedProxies = [IPNetwork.Parse("127.0.0.1/32")] };

    [TestCase("", "/telescopes/ops", "/telescopes/ops")]
    [TestCase("/ops", null, "/ops")]
    [TestCase("/ops", "/telescopes/ops", "/telescopes/ops")]
    public async Task Paths_in_answers_are_as_clients_see_them(string basePath, string? prefix, string seen)
    {
        await using var service = await MockedService.StartAsync(shell: Proxied with { BasePath = basePath });
        if (prefix is not null)
            service.Http.DefaultRequestHeaders.Add("X-Forwarded-Prefix", prefix);

        var made = await service.PostAsync("/executed_obs_units/start", """{"obs_unit_id": 1}""");
        var problem = await service.GetJsonAsync("/no/such/thing");
        var document = await service.GetJsonAsync("/openapi/v1.json");

        Assert.That($"{made.Headers.Location}", Does.StartWith($"{seen}/executed_obs_units/"));
        Assert.That(made.Headers.GetValues("Link").Single(), Does.StartWith($"<{seen}/api/transactions/"));
        Assert.That((string?)problem["instance"], Is.EqualTo($"{seen}/no/such/thing"));
        Assert.That((string?)document["servers"]![0]!["url"], Is.EqualTo(seen));
    }

    [Test]
    public async Task A_request_may_come_with_the_base_path_or_without_it()
    {
        await using var service = await MockedService.StartAsync(shell: new() { BasePath = "/ops" });

        foreach (var path in (string[])["/api/site/info", "/ops/api/site/info"])
            Assert.That((await service.Http.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
    }

    [Test]
    public async Task The_next_page_is_under_the_base_path()
    {
        await using var service = await MockedService.StartAsync(shell: new() { BasePath = "/ops" });
        MockedService.Holds(service.ObsUnits, new() { Id = 1, Name = "a" }, new() { Id = 2, Name = "b" });

        var page = await service.GetJsonAsync("/obs_unit?limit=1");

        Assert.That((string?)page["next"], Does.StartWith("/ops/obs_unit?"));
    }

    [Test]
    public async Task A_stranger_moves_nothing()
    {
        await using var service = await MockedService.StartAsync();
        service.Http.DefaultRequestHeaders.Add("X-Forwarded-Prefix", "/evil");

        var made = await service.PostAsync("/executed_obs_units/start", """{"obs_unit_id": 1}""");

        Assert.That($"{made.Headers.Location}", Does.StartWith("/executed_obs_units/"));
    }
}
