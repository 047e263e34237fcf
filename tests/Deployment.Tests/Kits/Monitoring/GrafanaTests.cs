using System.Text.Json;
using System.Text.Json.Nodes;

namespace CcatOps.Deployment.Tests.Kits.Monitoring;

/// <summary>deploy/grafana, against a running site.</summary>
internal sealed class GrafanaTests
{
    private static IEnumerable<TestCaseData<string>> Queries => Panels()
        .SelectMany(panel => panel["targets"]?.AsArray().Select(target => (Panel: $"{panel["title"]}", Target: target!)) ?? [])
        .Select(query => new TestCaseData<string>($"{query.Target["expr"]}") { TestName = $"{query.Panel} {query.Target["refId"]}" });

    [TestCaseSource(nameof(Queries))]
    public async Task What_a_query_names_is_in_a_scrape(string query) =>
        Assert.That(PromQl.Missing(query, await Scrape.TakenAsync()), Is.Empty);

    [Test]
    public async Task Prometheus_can_parse_each_query()
    {
        var rules = Queries.Select((query, number) => new
        {
            record = $"query_{number}",
            expr = $"{query.Arguments[0]}".Replace("$__rate_interval", "5m", StringComparison.Ordinal),
        });
        var file = Path.Combine(Directory.CreateTempSubdirectory("grafana-").FullName, "queries.yml");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { groups = new[] { new { name = "dashboard", rules } } }));

        await Shell.CheckAsync("promtool", "check", "rules", file);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Test]
    public void Each_panel_has_its_own_id_and_place()
    {
        var places = Panels().Select(panel => $"{panel["gridPos"]!["x"]}, {panel["gridPos"]!["y"]}");

        Assert.That(Panels().Select(panel => (int)panel["id"]!), Is.Unique);
        Assert.That(places, Is.Unique);
    }

    private static IEnumerable<JsonNode> Panels() =>
        JsonNode.Parse(File.ReadAllText(Shell.Deploy("grafana", "ccat-ops.json")))!["panels"]!.AsArray().Select(panel => panel!);
}
