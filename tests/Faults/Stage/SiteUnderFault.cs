using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Report;
using CcatOps.TestBed;

namespace CcatOps.Faults.Stage;

/// <summary>A secondary site with a link of its own to main, its processes, and what evaluates them.</summary>
internal sealed class SiteUnderFault : IAsyncDisposable
{
    private readonly List<ApiProcess> processes = [];

    private SiteUnderFault(string name, TwoSiteStage stage, RedisServer redis, PostgresNode? local)
    {
        (Name, Redis, Link) = (name, redis, new DelayLine(stage.Primary.Port));
        Observed = new(name, redis.ConnectionString, stage.Primary.ConnectionString, (local ?? stage.Replica).ConnectionString);
    }

    public string Name { get; }

    public RedisServer Redis { get; }

    /// <summary>The delay line between the site and the main database.</summary>
    public DelayLine Link { get; }

    public ObservedSite Observed { get; set; }

    public IReadOnlyList<ApiProcess> Processes => processes;

    public ApiProcess Api => processes[0];

    public static async Task<SiteUnderFault> StartAsync(
        string name, TwoSiteStage stage, RedisServer? redis = null, int processes = 1, SmallDisk? disk = null, params (string Name, string Value)[] settings)
    {
        var site = new SiteUnderFault(name, stage, redis ?? stage.Redis, null);
        try
        {
            site.Observed = site.Observed with { HasJournal = settings.Any(setting => setting.Name == "JOURNAL_PATH") };
            var all = SiteSettings.Secondary(name, site.Redis.Port, site.Link.Port, stage.Replica.Port).With(settings);
            for (var i = 0; i < processes; i++)
                site.processes.Add(await ApiProcess.StartAsync(all, disk));
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public SeededLoad BeginLoad(LoadOptions? options = null, int? seed = null) => SeededLoad.Begin(
        Name, (options ?? new()) with { Seed = seed ?? Extent.Seed }, [.. processes.Select(process => process.Address)]);

    /// <summary>Ends the load, evaluates, and notes the outcome in the report.</summary>
    public async Task<Verdict> JudgeAsync(SeededLoad load, Attack attack, TimeSpan? within = null)
    {
        await load.StopAsync(within);
        var verdict = await Observed.EvaluateAsync(load, within);
        FaultReport.Add(attack, verdict);
        return verdict;
    }

    /// <summary>Ends the load, evaluates, and finds nothing amiss.</summary>
    public async Task AssertCleanAsync(SeededLoad load, Attack attack, TimeSpan? within = null)
    {
        var verdict = await JudgeAsync(load, attack, within);
        Assert.That(verdict.IsClean, Is.True, () => $"{verdict}\nThe requests: {load.Log.Path}\n{LastLogs()}");
    }

    /// <summary>The last lines that each process has printed.</summary>
    public string LastLogs() => string.Join('\n', processes.Select(LastOf));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
            await process.DisposeAsync();
        await Link.DisposeAsync();
    }

    private static string LastOf(ApiProcess process) => string.Join('\n', process.Process.Output.Split('\n').TakeLast(40));
}
