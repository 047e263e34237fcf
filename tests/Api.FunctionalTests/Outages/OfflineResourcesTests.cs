using System.Net;
using System.Text.Json.Nodes;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Outages;

/// <summary>Each resource that is written at a telescope, while the link to the main site is down and after it is back.</summary>
internal sealed class OfflineResourcesTests
{
    private TwoSiteStage stage = null!;
    private Site observatory = null!;
    private Guid execution;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        stage = await Scenery.StartAsync();
        await stage.Primary.ExecuteAsync(
            """
            insert into instrument (name) values ('CHAI');
            insert into instrument_module (instrument_id, name) select id, 'LFA' from instrument;
            insert into data_location (site_id, name, location_type, storage_type) values (1, 'raid1', 'source', 'disk');
            """);
        await stage.Replica.CatchUpAsync();
        stage.OceanToMain.Cut();
        stage.OceanToReplica.Cut();
        observatory = await Site.StartSecondaryAsync(stage);
        execution = await observatory.StartedAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await observatory.DisposeAsync();
        await stage.DisposeAsync();
    }

    [TearDown]
    public void Cut()
    {
        stage.OceanToMain.Cut();
        stage.OceanToReplica.Cut();
    }

    [Test]
    public async Task A_configuration_of_a_module()
    {
        var logged = await WrittenAsync(
            HttpMethod.Post, "/instrument_modules/1/configurations", new { executed_obs_unit_id = execution, parameters = new { lo_ghz = 492.2 } });

        await ReachesMainAsync(logged, "/instrument_modules/1/configurations", "/api/instrument_configurations");
    }

    [Test]
    public async Task A_log_message_and_its_edit()
    {
        var first = await WrittenAsync(
            HttpMethod.Post, "/api/log_messages",
            new { begin_time = "2023-03-28T03:10:00Z", text = "Dome closed", time_lost_seconds = 600, time_lost_type = "weather" });
        var second = await WrittenAsync(HttpMethod.Post, $"/api/log_messages/{first.Text("id")}/edit", new { text = "Dome closed for wind" });

        await ReachesMainAsync(second, "/api/log_messages?is_valid=true", "/api/log_messages");
        Assert.That((await observatory.GetAsync($"/api/log_messages/{first.Text("id")}")).Text("invalidated_at"), Is.Not.Null);
    }

    [Test]
    public async Task A_change_of_an_execution_and_its_history()
    {
        var changed = await WrittenAsync(HttpMethod.Patch, $"/executed_obs_units/{execution}", new { quality = "bad", comment = "clouds" }, HttpStatusCode.OK);
        Assert.That((changed.Text("quality"), changed.Text("comment")), Is.EqualTo(("bad", "clouds")));

        var history = (await observatory.GetAsync($"/executed_obs_units/{execution}/history"))["items"]!.AsArray();
        Assert.That(history.Single().Text("new_values"), Is.EqualTo("""{"comment":"clouds","quality":"bad"}""").Or.EqualTo("""{"quality":"bad","comment":"clouds"}"""));
        await ReachesMainAsync(changed, "/executed_obs_units", "/executed_obs_units");
    }

    [Test]
    public async Task A_report_of_capacity()
    {
        var reported = await WrittenAsync(
            HttpMethod.Post, "/data_locations/1/capacity", new { free_bytes = 31_000_000_000_000, capacity_bytes = 50_000_000_000_000 }, HttpStatusCode.OK);

        await ReachesMainAsync(reported, "/data_locations", "/data_locations");
    }

    [Test]
    public async Task A_package_from_its_files_to_its_transfer()
    {
        var file = (await observatory.RegisterFileAsync(execution)).Json.Text("id");
        var package = await WrittenAsync(
            HttpMethod.Post, "/raw_data_package/", new { executed_obs_unit_id = execution, instrument_module_id = 1, raw_data_file_ids = new[] { file } });
        var path = $"/raw_data_package/{package.Text("id")}";
        await WrittenAsync(HttpMethod.Put, $"{path}/finalize", new { size_bytes = 48_318_382_080 }, HttpStatusCode.OK);
        var wrong = await observatory.SendAsync(HttpMethod.Put, $"{path}/state", new { state = "archived" });
        Assert.That(wrong.Status, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(wrong.Json.Text("detail"), Does.EndWith("allowed next: transferring."));
        await WrittenAsync(HttpMethod.Put, $"{path}/state", new { state = "transferring" }, HttpStatusCode.OK);

        var read = await observatory.GetAsync(path);
        Assert.That(read["raw_data_files"]!.AsArray().Single().Text("id"), Is.EqualTo(file));
        await ReachesMainAsync(read, "/raw_data_package", "/raw_data_package");
    }

    /// <summary>Writes while the link is down, and shows that the record is buffered.</summary>
    private async Task<JsonObject> WrittenAsync(HttpMethod method, string path, object body, HttpStatusCode expected = HttpStatusCode.Created)
    {
        var answer = await observatory.SendAsync(method, path, body);
        Assert.That(answer.Status, Is.EqualTo(expected), $"{answer}\n{observatory.Process.Output}");
        Assert.That(answer.Json.Text("sync", "state"), Is.EqualTo("buffered"));
        return answer.Json;
    }

    /// <summary>The record is in the list while the link is down; with the link it comes to main and back, unchanged.</summary>
    private async Task ReachesMainAsync(JsonObject written, string list, string records)
    {
        var id = written.Text("id")!;
        var listed = (await observatory.GetAsync($"{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=1000"))["items"]!.AsArray();
        Assert.That(listed.Select(item => item.Text("id")), Does.Contain(id));

        stage.OceanToMain.Restore();
        stage.OceanToReplica.Restore();
        var replicated = await observatory.UntilAsync(
            $"{records}/{id}", record => record.Text("sync", "state") == "replicated", "the record should come to main and back", 60);
        Assert.That(WithoutSync(replicated), Is.EqualTo(WithoutSync(written)));
    }

    private static string WithoutSync(JsonObject record)
    {
        var values = record.DeepClone().AsObject();
        foreach (var name in (string[])["sync", "warnings", "raw_data_files", "raw_data_file_count"])
            values.Remove(name);
        return values.ToJsonString();
    }
}
