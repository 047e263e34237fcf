using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Faults.Processes;

/// <summary>A site of a test's own on a stage that several tests share: its name, its link to main, and what may be held against it.</summary>
internal sealed class AttackedSite(TwoSiteStage stage, string name) : IAsyncDisposable
{
    /// <summary>For what takes seconds on an idle machine.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(20);
    private readonly List<BreakableService> processes = [];
    private bool hasJournal;

    public string Name => name;

    public DelayLine Ocean { get; } = new(stage.Primary.Port, RoundTrip);

    public async Task<BreakableService> StartAsync(Breakage breakage, params (string Name, string Value)[] more)
    {
        hasJournal |= more.Any(setting => setting.Name == "JOURNAL_PATH");
        var process = await BreakableService.StartAsync(stage, Ocean, name, breakage, more);
        processes.Add(process);
        return process;
    }

    public async Task<BreakableService> StartReadyAsync(Breakage breakage, params (string Name, string Value)[] more)
    {
        var process = await StartAsync(breakage, more);
        await process.ReadyAsync();
        return process;
    }

    /// <summary>Waits until nobody holds the lease of the drain.</summary>
    public async Task LeaseEndedAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(stage.Redis.ConnectionString);
        await Eventually.WaitForAsync(
            async () => !await redis.GetDatabase().KeyExistsAsync($"site:{name}:drain_lease"),
            TimeSpan.FromSeconds(10), "the lease of a frozen process should end");
    }

    /// <summary>All that Redis has of the site is gone at once, as after FLUSHALL; the others are left alone.</summary>
    public async Task ForgetAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(stage.Redis.ConnectionString);
        await redis.GetDatabase().ScriptEvaluateAsync(
            "for _, key in ipairs(redis.call('keys', ARGV[1])) do redis.call('del', key) end", [], [$"site:{name}:*"]);
    }

    /// <summary>
    /// Compares what the clients were told with what there is, once the site is at rest. Of the replica only this site's part: others
    /// write meanwhile.
    /// </summary>
    public async Task<Verdict> EvaluateAsync(RequestLog log, TimeSpan? within = null)
    {
        var violations = new List<Violation>(log.Violations);
        var observed = new ObservedSite(name, stage.Redis.ConnectionString, stage.Primary.ConnectionString, stage.Replica.ConnectionString)
        {
            HasJournal = hasJournal,
        };
        try
        {
            await observed.WaitUntilSettledAsync(within ?? Bound);
        }
        catch (TimeoutException error)
        {
            violations.Add(new(ViolationKind.NotSettled, error.Message));
        }

        var accepted = log.Accepted;
        var buffer = await BufferReader.ReadAsync(observed.Redis, name, [.. accepted.Select(write => write.Transaction)]);
        var main = await DatabaseReader.ReadAsync(observed.Main, name);
        var replica = await DatabaseReader.ReadAsync(observed.Replica, name);
        violations.AddRange(Evaluator.Find(new(accepted, buffer, main) { OpenKeys = log.OpenKeys }));
        violations.AddRange(Convergence.Find(Lines(main), Lines(replica)));
        return new(accepted.Count, violations);
    }

    /// <summary>How long to wait for rest: one that lacks a safeguard may never come to it.</summary>
    public static TimeSpan Rest(Mutant? mutant) => mutant is null ? Bound : TimeSpan.FromSeconds(10);

    /// <summary>Plans the units that a load with a poison share takes for unknown ones.</summary>
    public static Task PlanUnknownUnitsAsync(PostgresNode main) => main.ExecuteAsync(
        "insert into obs_unit (id, name) select n, 'planned late' from generate_series(900000, 900999) n on conflict do nothing");

    /// <summary>Makes them unknown again, as far as nothing refers to them.</summary>
    public static Task ForgetUnknownUnitsAsync(PostgresNode main) => main.ExecuteAsync(
        "delete from obs_unit u where id >= 900000 and not exists (select from executed_obs_unit e where e.obs_unit_id = u.id)");

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
            await process.DisposeAsync();
        await Ocean.DisposeAsync();
    }

    private static string[] Lines(DatabaseContents contents) =>
        [.. contents.Markers.Select(marker => $"marker {marker.Transaction}"), .. contents.Rows.Select(row => row.Values.ToJsonString())];
}
