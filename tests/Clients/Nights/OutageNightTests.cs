using CcatOps.Clients.Recorders;
using CcatOps.Clients.Stage;
using CcatOps.TestBed;

namespace CcatOps.Clients.Nights;

internal sealed class OutageNightTests
{
    private static readonly IReadOnlyList<Exposure> Log = NightLog.Read();

    [TestCaseSource(typeof(AllRecorders), nameof(AllRecorders.All))]
    public async Task A_night_through_three_kills_of_the_site_a_cut_link_and_a_kill_of_the_client_is_recorded_once_and_in_order(Recorder recorder)
    {
        var stage = await SharedStage.GetAsync();
        var name = $"telescope{recorder.Series}";
        await using var site = await Site.StartTelescopeAsync(stage, name);
        await using var night = await RecordedNight.StartAsync(recorder, site.Address, site.Token, (1, Log.Count));

        await night.WaitForCallsAsync(150);
        await site.KillAndStartAgainAsync();
        await night.WaitForCallsAsync(250);
        stage.CutLink();
        await night.WaitForCallsAsync(350);
        await site.KillAndStartAgainAsync();
        await night.WaitForCallsAsync(450);
        await night.KillAndStartAgainAsync();
        await night.WaitForCallsAsync(550);
        stage.RestoreLink();
        await night.WaitForCallsAsync(700);
        await site.KillAndStartAgainAsync();
        await night.EndAsync();

        Assert.That(night.Outcomes.Select(outcome => outcome.Result), Is.All.AnyOf("buffered", "applying", "committed", "replicated"));
        await Eventually.AssertAsync(
            () => stage.Primary.ReadAsync<long>($"select count(*) from applied_transaction where {WritesOf(name)}"),
            count => count >= 3 * Log.Count, TimeSpan.FromSeconds(60), "everything should arrive at main");
        var writes = await stage.Primary.ReadAsync<string>(
            $"select string_agg(operation || ' ' || entities[1], E'\\n' order by sequence) from applied_transaction where {WritesOf(name)}");
        Assert.That(writes!.Split('\n'), Is.EqualTo(Log.SelectMany(exposure => WritesOf(recorder.ExecutionOf(exposure.Number)))));
        var executions = await stage.Primary.ReadAsync<string>(
            $"""
            select string_agg(e.status || ' ' || f.name, E'\n' order by e.id) from executed_obs_unit e
            join raw_data_file f on f.executed_obs_unit_id = e.id where e.id::text like '0187260{recorder.Series}%'
            """);
        Assert.That(executions!.Split('\n'), Is.EqualTo(Log.Select(exposure => $"{exposure.Status} {exposure.File}")));
    }

    private static string WritesOf(string site) => $"site_name = '{site}' and operation <> 'record_token_use'";

    private static IEnumerable<string> WritesOf(Guid execution) =>
        new[] { "start_observation", "register_raw_data_file", "finish_observation" }.Select(operation => $"{operation} executed_obs_unit:{execution}");
}
