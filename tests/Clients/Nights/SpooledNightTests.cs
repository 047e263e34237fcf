using CcatOps.Clients.Recorders;
using CcatOps.Clients.Stage;
using CcatOps.TestBed;
using CcatOps.TestBed.Processes;

namespace CcatOps.Clients.Nights;

internal sealed class SpooledNightTests
{
    private const int PaceMilliseconds = 4;
    private static readonly IReadOnlyList<Exposure> Log = NightLog.Read();
    private static readonly int[] Kills = [80, 200, 450, 600, 750];

    [TestCaseSource(typeof(AllRecorders), nameof(AllRecorders.WithSpool))]
    public async Task A_night_without_the_site_through_kills_of_the_client_and_a_full_disk_arrives_as_it_was_answered(Recorder recorder)
    {
        await using var site = Site.Embedded(("TRANSACTION_BUFFER_SIZE", "10000"));
        await using var disk = await SmallDisk.CreateAsync("spool", bytes: 4 << 20);
        var spool = Path.Combine(disk.Folder, "spool");
        await using var night = await RecordedNight.StartAsync(
            recorder, site.Address, "ops_api_token_of_a_site_that_is_unavailable", (1, Log.Count), new(spool, disk, PaceMilliseconds));
        foreach (var kill in Kills)
        {
            await night.WaitForCallsAsync(kill);
            await night.KillAndStartAgainAsync();
            if (kill == Kills[1])
                await FillForAWhileAsync(disk, night);
        }

        await night.EndAsync();
        var outcomes = night.Outcomes;
        var spooled = outcomes.Where(outcome => outcome.IsStored).ToArray();
        Assert.That(spooled.Select(outcome => outcome.Result), Is.All.EqualTo("spooled"));
        Assert.That(outcomes.Except(spooled).Select(outcome => outcome.Result), Is.Not.Empty.And.All.EqualTo("NotStored"));
        Assert.That(spooled, Has.Length.GreaterThan(Log.Count), "The disk was full for most of the night.");

        await site.StartAsync();
        var flush = disk.Inside(Interpreter.CommandOf(Interpreter.ClientFile, "flush", spool).With(site.ClientEnvironment));
        await using (var killed = await ChildProcess.StartAsync(flush))
        {
            await Eventually.WaitForAsync(async () => await site.CountExecutionsAsync() > 20, TimeSpan.FromSeconds(30), "some should be delivered", () => killed.Output);
            killed.Send(Signal.Kill);
            await killed.Exit;
        }

        Assert.That(await ChildProcess.RunAsync(flush), Does.Contain("0 waiting, 0 refused"));
        Assert.That((await site.WritesAsync()).Select(write => $"{CallOf(write.Operation)} {write.Entity}"), Is.EqualTo(
            spooled.Select(outcome => $"{outcome.Call} executed_obs_unit:{recorder.ExecutionOf(outcome.Number)}")));
    }

    private static async Task FillForAWhileAsync(SmallDisk disk, RecordedNight night)
    {
        await disk.FillAsync();
        await night.WaitForAsync(
            outcomes => outcomes.Count(outcome => !outcome.IsStored) >= 3, "writes should raise an error while the disk is full");
        await disk.FreeAsync();
    }

    private static string CallOf(string operation) => operation switch
    {
        "start_observation" => "start",
        "register_raw_data_file" => "file",
        _ => "finish",
    };
}
