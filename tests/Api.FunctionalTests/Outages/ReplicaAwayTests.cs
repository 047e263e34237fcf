using System.Net;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Outages;

/// <summary>A telescope whose own copy of the database is down.</summary>
internal sealed class ReplicaAwayTests
{
    private TwoSiteStage stage = null!;
    private Site observatory = null!;
    private Guid replicated;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await Scenery.StartAsync();
        observatory = await Site.StartSecondaryAsync(stage);
        replicated = await observatory.StartedAsync();
        await observatory.WaitUntilReplicatedAsync();
        await stage.Replica.StopAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await observatory.DisposeAsync();
        await stage.DisposeAsync();
    }

    [Test]
    public async Task Writes_go_on_to_main_and_are_read_by_id()
    {
        var execution = await observatory.StartedAsync();
        Assert.That((await observatory.RegisterFileAsync(execution)).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await observatory.FinishAsync(execution)).Status, Is.EqualTo(HttpStatusCode.OK));
        var record = await observatory.UntilAsync(
            $"/executed_obs_units/{execution}", record => record.Text("sync", "state") == "committed", "it should be at main");
        Assert.That(record.Text("status"), Is.EqualTo("completed"));
        Assert.That(record["raw_data_files"]!.AsArray(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_start_of_a_unit_that_cannot_be_looked_up_is_accepted_with_a_warning()
    {
        var answer = await observatory.StartAsync(obsUnit: 3);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(answer.Json["warnings"]!.ToJsonString(), Does.Contain("could not be checked"));
    }

    [TestCase("/executed_obs_units")]
    [TestCase("/executed_obs_units/1")]
    [TestCase("/executed_obs_units?count=exact")]
    [TestCase("/raw_data_files")]
    [TestCase("/obs_unit")]
    [TestCase("/obs_unit/1")]
    [TestCase("/executed_obs_units/01872600-0000-7000-8000-000000000001")]
    [TestCase("/executed_obs_units?consistency=replica")]
    public async Task What_needs_the_replica_is_not_answered_by_half(string path) => AssertIsAway(await observatory.AskAsync(path));

    [Test]
    public async Task A_record_that_only_the_replica_has_is_not_denied() =>
        AssertIsAway(await observatory.AskAsync($"/executed_obs_units/{replicated}"));

    [Test]
    public async Task It_is_ready_for_it_takes_writes() =>
        Assert.That((await observatory.AskAsync("/health/ready")).Status, Is.EqualTo(HttpStatusCode.OK));

    private static void AssertIsAway(Answer answer)
    {
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable), answer.Text);
        Assert.That(answer.Problem, Is.EqualTo("local-database-unavailable"));
        Assert.That(answer.Header("Retry-After"), Is.Not.Null);
    }
}
