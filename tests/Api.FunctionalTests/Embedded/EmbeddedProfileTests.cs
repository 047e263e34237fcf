using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Embedded;

internal sealed class EmbeddedProfileTests
{
    private static readonly string[] Lines = ["  explorer ", "  token ", "  observe ", "  database ", "  buffer "];

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

    private static Task SaysAsync(Site service) => Eventually.AssertAsync(
        () => Task.FromResult(service.Process.Output),
        output => Lines.All(output.Contains),
        TimeSpan.FromSeconds(10),
        "it should say where the explorer is, how to observe, and what is stored where");

    private static IEnumerable<string> PlansOfTheNight() => Night.Log.Select(exposure => exposure.Plan).Distinct();
}
