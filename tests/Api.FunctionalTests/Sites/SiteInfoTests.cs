using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Sites;

internal sealed class SiteInfoTests
{
    private TwoSiteStage stage = null!;
    private Site cologne = null!;
    private Site observatory = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await SharedStage.GetAsync();
        cologne = await Site.StartMainAsync(stage.Primary);
        observatory = await Site.StartSecondaryAsync(stage, ("TRANSACTION_BUFFER_SIZE", "1000"));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await cologne.DisposeAsync();
        await observatory.DisposeAsync();
    }

    [Test]
    public async Task A_secondary_site_says_what_it_is_in_the_seven_fields_of_the_specification_byte_for_byte() => Assert.That(
        (await observatory.AskAsync("/api/site/info")).Text,
        Is.EqualTo(
            """{"site_name":"observatory","site_type":"secondary","is_main_site":false,"is_secondary_site":true,"critical_operations_buffer":true,"transaction_buffer_size":1000,"lsn_tracking_enabled":true}"""));

    [Test]
    public async Task A_main_site_says_what_it_is_in_the_seven_fields_of_the_specification_byte_for_byte() => Assert.That(
        (await cologne.AskAsync("/api/site/info")).Text,
        Is.EqualTo(
            """{"site_name":"cologne","site_type":"main","is_main_site":true,"is_secondary_site":false,"critical_operations_buffer":true,"transaction_buffer_size":1000,"lsn_tracking_enabled":true}"""));

    [TestCase("""site_type_info{site_name="observatory",site_type="secondary"} 1""")]
    [TestCase("""buffering_enabled{site_name="observatory"} 1""")]
    [TestCase("""lsn_tracking_enabled{site_name="observatory"} 1""")]
    public async Task A_secondary_site_has_the_metric_of_the_specification_once_byte_for_byte(string line) =>
        AssertHasOnce(await LinesAsync(observatory), line);

    [TestCase("""site_type_info{site_name="cologne",site_type="main"} 1""")]
    [TestCase("""buffering_enabled{site_name="cologne"} 0""")]
    [TestCase("""lsn_tracking_enabled{site_name="cologne"} 1""")]
    public async Task A_main_site_has_the_metric_of_the_specification_once_byte_for_byte(string line) =>
        AssertHasOnce(await LinesAsync(cologne), line);

    [Test]
    public async Task The_metrics_of_the_buffer_tell_what_has_happened_to_the_writes()
    {
        var execution = await observatory.StartedAsync();
        await observatory.FinishAsync(execution);
        await observatory.WaitUntilReplicatedAsync();

        var lines = await LinesAsync(observatory);
        Assert.That(lines, Is.SupersetOf(new[]
        {
            "ccatops_buffer_depth 0",
            "ccatops_buffer_capacity 1000",
            "ccatops_buffer_oldest_age_seconds 0",
            """ccatops_transactions_total{state="buffered"} 2""",
            """ccatops_transactions_total{state="committed"} 2""",
            """ccatops_transactions_total{state="replicated"} 2""",
            """ccatops_transactions_total{state="failed"} 0""",
            "ccatops_failed_transactions 0",
            "ccatops_unconfirmed_transactions 0",
        }));
        Assert.That(Value(lines, "ccatops_drain_batch_seconds_count"), Is.InRange(1, 2));
        Assert.That(Value(lines, "ccatops_drain_batch_seconds_sum"), Is.InRange(0.0001, 10));
        Assert.That(Value(lines, "ccatops_replica_lag_bytes"), Is.GreaterThanOrEqualTo(0));
        Assert.That(Value(lines, "ccatops_replica_lag_seconds"), Is.GreaterThanOrEqualTo(0));
    }

    [TestCase("http_request_duration_seconds_count")]
    [TestCase("http_requests_received_total")]
    [TestCase("process_working_set_bytes")]
    [TestCase("ccatops_drain_batch_seconds_bucket")]
    public async Task There_are_metrics_of_http_of_the_runtime_and_of_batches(string name)
    {
        await observatory.AskAsync("/health/live");
        Assert.That(await LinesAsync(observatory), Has.Some.StartsWith(name));
    }

    private static async Task<string[]> LinesAsync(Site site) => (await site.AskAsync("/metrics")).Text.Split('\n');

    private static void AssertHasOnce(string[] lines, string line)
    {
        var name = line.Split('{')[0];
        Assert.That(lines.Where(each => each.StartsWith(name, StringComparison.Ordinal)), Is.EqualTo(new[] { line }));
    }

    private static double Value(string[] lines, string name) => double.Parse(
        lines.Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal)).Split(' ')[1],
        System.Globalization.CultureInfo.InvariantCulture);
}
