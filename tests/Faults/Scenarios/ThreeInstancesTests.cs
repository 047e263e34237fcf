using System.Net;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Report;
using CcatOps.Faults.Stage;
using CcatOps.TestBed;

namespace CcatOps.Faults.Scenarios;

/// <summary>Three processes of one site, which share its Redis and its journal, behind a balancer that gives each request to the next.</summary>
[Category("Fault")]
internal sealed class ThreeInstancesTests
{
    private const int LookedUp = 40;
    private static readonly LoadOptions TakingTurns = new() { TakesTurns = true, ReadShare = 0.6, PoisonShare = 0.02, ConcurrentRepeatShare = 0.05 };
    private DirectoryInfo journal = null!;

    [SetUp]
    public void Start() => journal = Directory.CreateTempSubdirectory("faults-journal-");

    [TearDown]
    public void Stop() => journal.Delete(recursive: true);

    [Test]
    public async Task Behind_a_balancer_all_is_applied_once_and_in_order_while_one_after_the_other_is_killed()
    {
        await using var site = await StartAsync("three-instances");
        await using var load = site.BeginLoad(TakingTurns);
        foreach (var _ in site.Processes)
        {
            await load.AcceptedMoreAsync(Extent.Phase / 2);
            var drainer = await DrainerAsync(site);
            using var killed = load.Log.Faults.Begin(FaultKind.ServiceKilled);
            await drainer.Process.KillAsync();
            await load.AcceptedMoreAsync(Extent.Phase / 2);
            await drainer.StartAgainAsync();
        }

        await site.AssertCleanAsync(load, new(Attack.OneEffect, "three processes behind a balancer, the one that drains killed", site.Processes.Count));
    }

    [Test]
    public async Task Each_shows_at_once_what_any_of_them_has_answered()
    {
        await using var site = await StartAsync("three-readers");
        site.Link.Cut();
        await using var load = site.BeginLoad(TakingTurns with { PoisonShare = 0 });
        await load.AcceptedMoreAsync(Extent.Phase);
        await load.StopAsync();

        var accepted = load.Log.Accepted;
        var finished = accepted.Where(write => write.Kind == RequestKind.Finish).Select(write => write.Executions[0]).ToHashSet();
        var files = accepted.SelectMany(write => write.Rows).ToLookup(row => Answer.Read(row.Values["executed_obs_unit_id"]), row => row.Id);
        foreach (var execution in accepted.Where(write => write.Kind == RequestKind.Start).TakeLast(LookedUp).Select(write => write.Executions[0]))
        {
            foreach (var process in site.Processes)
            {
                var (status, record) = await process.AskAsync($"/executed_obs_units/{execution}");
                Assert.That(status, Is.EqualTo((int)HttpStatusCode.OK), $"{execution} at {process.Address}");
                Assert.That(record["status"]!.GetValue<string>() != "running", Is.EqualTo(finished.Contains(execution)), $"{execution}");
                Assert.That(
                    record["raw_data_files"]!.AsArray().Select(file => Answer.Read(file!["id"])!.Value), Is.EquivalentTo(files[execution]));
            }
        }

        site.Link.Restore();
        await site.AssertCleanAsync(load, new(Attack.Reads, "three processes behind a balancer, main away", 1));
    }

    private async Task<SiteUnderFault> StartAsync(string name) =>
        await SiteUnderFault.StartAsync(name, await SharedStage.GetAsync(), processes: 3, settings: ("JOURNAL_PATH", journal.FullName));

    private static async Task<ApiProcess> DrainerAsync(SiteUnderFault site)
    {
        ApiProcess? found = null;
        await Eventually.WaitForAsync(
            async () =>
            {
                foreach (var process in site.Processes)
                {
                    var (_, buffer) = await process.AskAsync("/api/buffer");
                    if (buffer["drain"]!["state"]!.GetValue<string>() == "running")
                        found = process;
                }

                return found is not null;
            },
            TimeSpan.FromSeconds(30), "one of the processes should drain");
        return found!;
    }
}
