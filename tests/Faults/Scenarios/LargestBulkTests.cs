using System.Net;
using System.Net.Http.Json;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;

namespace CcatOps.Faults.Scenarios;

/// <summary>The largest body that the service takes, on a link of 1 Mbit/s.</summary>
[Category("Fault")]
[Parallelizable]
internal sealed class LargestBulkTests
{
    private const int Files = 10_000;
    private const int OthersPerSecond = 3;

    /// <summary>2.8 MB take 23 s on an idle link of 1 Mbit/s.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    [TestCase("thin", 0, "link of 1 Mbit/s, 200 ms")]
    [TestCase("broken", 600_000, "link of 1 Mbit/s, 200 ms, cut after every 600 kB")]
    public async Task Bulk_of_10000_files_crosses_a_link_of_1_Mbit_per_second_and_holds_up_nothing(string link, long bytesBetweenCuts, string fault)
    {
        var stage = await SharedStage.GetAsync();
        await using var site = await SiteUnderFault.StartAsync($"link-{link}-bulk", stage);
        var module = $"largest-bulk-{link}";
        site.Observed = site.Observed with { IsShared = true };
        site.Link.BytesPerSecond = 1_000_000 / 8;
        site.Link.RoundTrip = TimeSpan.FromMilliseconds(200);
        using var client = new HttpClient { BaseAddress = site.Api.Address, Timeout = TimeSpan.FromSeconds(30) }.AsAdmin();
        var execution = await PostAsync(client, "/executed_obs_units/start", new { obs_unit_id = 1, instrument_module = module });
        await PostAsync(client, "/raw_data_files/bulk", Enumerable.Range(0, Files).Select(number => new
        {
            executed_obs_unit_id = execution,
            name = $"{module}.{number:00000}.fits",
            size_bytes = 1L << 30,
            checksum = $"sha256:{number:x64}",
            instrument_module = module,
        }));

        using var end = new CancellationTokenSource();
        var cutting = bytesBetweenCuts > 0 ? KeepCuttingAsync(site.Link, bytesBetweenCuts, end.Token) : Task.CompletedTask;
        await using var load = site.BeginLoad(new() { WritesPerSecond = OthersPerSecond, ReadShare = 0.1 });
        await Eventually.AssertAsync(
            () => stage.Primary.ReadAsync<long>($"select count(*) from raw_data_file where instrument_module = '{module}'"),
            count => count == Files, Bound, "all files should be at main", default);
        await end.CancelAsync();
        await cutting;
        await load.StopAsync();
        var verdict = await site.Observed.EvaluateAsync(load, Bound, load.Prefix);
        FaultReport.Add(new(Attack.Link, $"bulk of 10,000 files on a {fault}", 1), verdict);
        Assert.That(verdict.IsClean, Is.True, () => $"{verdict}\n{site.LastLogs()}");
    }

    private static async Task KeepCuttingAsync(DelayLine link, long bytes, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
            await Task.WhenAny(link.CutAfter(Direction.ToTarget, bytes).Happened, Task.Delay(Timeout.Infinite, end));
    }

    private static async Task<string?> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created), text);
        return System.Text.Json.Nodes.JsonNode.Parse(text)!["id"]?.GetValue<string>();
    }
}
