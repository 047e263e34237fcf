using System.Diagnostics;
using YamlDotNet.Serialization;

namespace CcatOps.Deployment.Tests.Kits.Monitoring;

/// <summary>deploy/prometheus, by promtool and against a running site.</summary>
internal sealed class PrometheusTests
{
    private static readonly string RulesPath = Path.Combine("prometheus", "ccat-ops.rules.yml");
    private static readonly string TestsPath = Path.Combine("prometheus", "ccat-ops.rules.test.yml");

    private static IEnumerable<string> Alerts => Rules().Select(rule => (string)rule["alert"]);

    [Test]
    public async Task Each_rule_behaves_as_its_tests_say() =>
        Assert.That(await Shell.CheckAsync("promtool", "test", "rules", Shell.Deploy(TestsPath)), Does.Contain("SUCCESS"));

    [TestCaseSource(nameof(Alerts))]
    public void Each_rule_is_tested_with_its_condition_and_without(string alert)
    {
        var tests = List(Read(TestsPath)["tests"])
            .Select(test => Map(List(Map(test)["promql_expr_test"]).Single()))
            .Where(test => ((string)test["expr"]).Contains($"\"{alert}\"", StringComparison.Ordinal))
            .Select(test => List(test["exp_samples"]).Count);

        Assert.That(tests, Has.Some.Zero.And.Some.EqualTo(1));
    }

    [TestCaseSource(nameof(Alerts))]
    public async Task What_a_rule_names_is_in_a_scrape(string alert) => Assert.That(
        PromQl.Missing((string)Rules().Single(rule => (string)rule["alert"] == alert)["expr"], await Scrape.TakenAsync()), Is.Empty);

    [TestCaseSource(nameof(Alerts))]
    public void A_rule_tells_a_person_what_it_means(string alert)
    {
        var rule = Rules().Single(rule => (string)rule["alert"] == alert);

        Assert.That((string)Map(rule["labels"])["severity"], Is.AnyOf("critical", "warning", "info"));
        Assert.That(Map(rule["annotations"]).Keys, Is.SupersetOf(new[] { "summary", "description" }));
    }

    [Test]
    public async Task The_example_of_a_configuration_is_valid() =>
        await Shell.CheckAsync("promtool", "check", "config", "--syntax-only", Shell.Deploy("prometheus", "prometheus.yml"));

    [Test]
    public async Task A_scrape_follows_the_conventions_of_prometheus()
    {
        var (code, output) = await Shell.RunAsync(new ProcessStartInfo("promtool", ["check", "metrics"]), (await Scrape.TakenAsync()).Text);

        Assert.That(output, Is.Empty);
        Assert.That(code, Is.Zero);
    }

    [TestCase("ccatops_no_such_metric > 0", "ccatops_no_such_metric")]
    [TestCase("""ccatops_drain_waiting_for_main{cause="weather"} == 1""", """ccatops_drain_waiting_for_main{cause="weather"}""")]
    [TestCase("max by (colour) (ccatops_buffer_depth) > 0", "by (colour)")]
    public async Task A_query_of_what_is_not_in_a_scrape_is_found(string query, string missing) =>
        Assert.That(PromQl.Missing(query, await Scrape.TakenAsync()), Is.EqualTo([missing]));

    private static List<Dictionary<object, object>> Rules() =>
        [.. List(Map(List(Read(RulesPath)["groups"]).Single())["rules"]).Select(Map)];

    private static Dictionary<object, object> Read(string path) =>
        new Deserializer().Deserialize<Dictionary<object, object>>(File.ReadAllText(Shell.Deploy(path)));

    private static Dictionary<object, object> Map(object node) => (Dictionary<object, object>)node;

    private static List<object> List(object node) => (List<object>)node;
}
