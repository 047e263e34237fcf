using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Embedded;

internal sealed class EmbeddedProfileTests
{
    /// <summary>A login, a token, a journal and failed transactions.</summary>
    private static readonly string[] NeedMoreThanData = ["/auth/token", "/auth/session", "/api/replication/reconcile", "/api/transactions/discard"];

    private static readonly string[] Lines = ["  site ", "  address ", "  explorer ", "  token ", "  observe ", "  database ", "  buffer "];

    [Test]
    public async Task The_first_start_has_planned_units_and_says_what_to_do()
    {
        await using var service = await EmbeddedService.StartAsync();
        var units = await service.GetAsync("/obs_unit");
        var names = units["items"]!.AsArray().Select(unit => unit!["name"]!.ToString());

        Assert.That(names, Is.EqualTo(PlansOfTheNight()));
        Assert.That((await service.GetAsync("/api/site/info")).ToJsonString(), Does.Contain("observatory").And.Contain("secondary"));
        await SaysAsync(service);
    }

    [Test]
    public async Task A_second_start_changes_nothing_and_keeps_what_was_written()
    {
        await using var service = await EmbeddedService.StartAsync();
        var before = await service.GetAsync("/obs_unit");
        var started = await service.PostAsync("/executed_obs_units/start", new { obs_unit_id = 1 });
        await service.WaitUntilReplicatedAsync();
        await service.Process.TerminateAsync();
        await service.StartAgainAsync();

        var after = await service.GetAsync("/obs_unit");
        Assert.That(JsonNode.DeepEquals(before, after), Is.True, after.ToJsonString());
        var read = await service.GetAsync($"/executed_obs_units/{started["id"]}");
        Assert.That(read["sync"]!["state"]!.ToString(), Is.EqualTo("replicated"));
        await SaysAsync(service);
    }

    [Test]
    public async Task What_each_start_prints_to_observe_works_as_printed()
    {
        await using var service = await EmbeddedService.StartAsync();
        var token = await EmbeddedService.TokenAsync(service);
        await ObservesAsync(service, "");
        await service.Process.TerminateAsync();
        await service.StartAgainAsync();

        await ObservesAsync(service, token);
    }

    [Test]
    public async Task Every_example_of_the_explorer_works_on_the_embedded_data()
    {
        await using var service = await EmbeddedService.StartAsync();
        var paths = (await service.GetAsync("/openapi/v1.json"))["paths"]!.AsObject();
        var examples = paths
            .Select(path => (path.Key, Example: path.Value!["post"]?["requestBody"]?["content"]?["application/json"]?["example"]))
            .Where(path => path.Example is not null && !path.Key.Contains('{', StringComparison.Ordinal))
            .ToArray();
        Assert.That(examples, Has.Length.GreaterThan(5));

        foreach (var (path, example) in examples.Where(path => !NeedMoreThanData.Contains(path.Key)))
        {
            using var answer = await service.Client.PostAsJsonAsync(path, example);
            Assert.That((int)answer.StatusCode, Is.InRange(200, 299), $"{path}: {await answer.Content.ReadAsStringAsync()}");
        }

        await service.PostAsync("/api/buffer/resume", new { }, HttpStatusCode.OK);
        await service.WaitUntilReplicatedAsync();
        var buffer = await service.GetAsync("/api/buffer");
        Assert.That((Site.Number(buffer, "failed"), Site.Number(buffer, "parked")), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task The_example_of_an_end_works_for_an_execution_of_any_time()
    {
        await using var service = await EmbeddedService.StartAsync();
        var document = await service.GetAsync("/openapi/v1.json");
        var end = document["paths"]!["/executed_obs_units/{id}/finish"]!["put"]!["requestBody"]!["content"]!["application/json"]!["example"]!;
        foreach (var start in new object[] { new { obs_unit_id = 1 }, new { obs_unit_id = 1, start_time = "2023-03-28T02:38:42Z" } })
        {
            var started = await service.PostAsync("/executed_obs_units/start", start);
            await service.PutAsync($"/executed_obs_units/{started["id"]}/finish", end);
        }

        await service.WaitUntilReplicatedAsync();
        Assert.That(Site.Number(await service.GetAsync("/api/buffer"), "failed"), Is.Zero);
    }

    /// <summary>Runs the line that the service prints, as a person who has put the token into TOKEN.</summary>
    private static async Task ObservesAsync(Site service, string token)
    {
        await SaysAsync(service);
        var line = service.Process.Output.Split('\n').Last(text => text.StartsWith("  observe ", StringComparison.Ordinal))["  observe ".Length..];
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", line]) { RedirectStandardOutput = true, Environment = { ["TOKEN"] = token } })!;
        Assert.That(await bash.StandardOutput.ReadToEndAsync(), Does.Contain("\"state\":\"buffered\""), line);
    }

    private static Task SaysAsync(Site service) => Eventually.AssertAsync(
        () => Task.FromResult(service.Process.Output),
        output => Lines.All(output.Contains),
        TimeSpan.FromSeconds(10),
        "it should say where the explorer is, how to observe, and what is stored where");

    private static IEnumerable<string> PlansOfTheNight() => Night.Log.Select(exposure => exposure.Plan).Distinct();
}
