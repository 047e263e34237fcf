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
    private DirectoryInfo? journal;
    private bool hasJournal;

    public string Name => name;

    public DelayLine Ocean { get; } = new(stage.Primary.Port, RoundTrip);

    /// <summary>The setting by which all processes of the site share a journal.</summary>
    public (string Name, string Value) SharedJournal => ("JOURNAL_PATH", (journal ??= Directory.CreateTempSubdirectory("faults-journal-")).FullName);

    /// <summary>How many transactions wait in Redis.</summary>
    public async Task<int> BufferedAsync() => (await BufferReader.ReadAsync(stage.Redis.ConnectionString, name, [])).Buffered.Count;

    /// <summary>Waits until Redis says that it holds all that the journal holds.</summary>
    public Task RebuiltAsync(TimeSpan? within = null) => Eventually.WaitForAsync(
        async () => (await BufferReader.ReadAsync(stage.Redis.ConnectionString, name, [])).NamesJournal,
        within ?? Bound, "Redis should be rebuilt from the journal");

    /// <summary>Waits until main has applied so many transactions.</summary>
    public Task AppliedAsync(int transactions) => Eventually.WaitForAsync(
        async () => (await DatabaseReader.ReadAsync(stage.Primary.ConnectionString, name)).Markers.Count(marker => !marker.IsOfDecision) >= transactions,
        Bound, $"main should have {transactions} transactions");

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

    /// <summary>Compares what the clients were answered with what there is, once the site is at rest.</summary>
    public Task<Verdict> EvaluateAsync(SeededLoad load, TimeSpan? within = null, string keys = "") =>
        new ObservedSite(name, stage.Redis.ConnectionString, stage.Primary.ConnectionString, stage.Replica.ConnectionString)
        {
            HasJournal = hasJournal,
            IsShared = true,
        }.EvaluateAsync(load, within ?? Bound, keys);

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
        journal?.Delete(recursive: true);
    }
}
