using CcatOps.Faults.Evaluation;
using CcatOps.Faults.Load;
using CcatOps.Faults.Stage;

namespace CcatOps.Faults.Pairs;

/// <summary>One pair of faults under a load: nothing, the first, both, the one that is left, nothing; then the site comes to rest and is evaluated.</summary>
internal sealed class PairRun(PairStage stage, FaultPair pair)
{
    private const int Phases = 5;
    private const double PhaseSeconds = 0.6;
    private static readonly TimeSpan PhaseBound = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan SettleBound = TimeSpan.FromSeconds(30);
    private readonly List<(CataloguedFault Fault, FaultPeriod Period)> active = [];
    private SeededLoad load = null!;

    public async Task<Verdict> RunAsync()
    {
        stage.Turn = pair.Seed;
        await using var begun = stage.Site.BeginLoad(new()
        {
            Telescopes = 10,
            WritesPerSecond = Extent.PairWrites / PhaseSeconds / Phases,
            PoisonShare = 0.01,
            TakesTurns = true,
            // Less than the longest outage that is allowed: at first all may wait for a frozen process.
            Patience = TimeSpan.FromSeconds(5),
        }, pair.Seed);
        load = begun;
        await PhaseAsync("before the faults");
        await InjectAsync();
        await PhaseAsync("after the faults", mustWrite: true);
        await load.StopAsync(TimeSpan.FromSeconds(20));
        var verdict = await stage.Site.Observed.EvaluateAsync(load, SettleBound, load.Prefix);
        return verdict with { Violations = [.. verdict.Violations, .. await NotReadyAsync()] };
    }

    private async Task InjectAsync()
    {
        var (first, second) = pair.Ordered;
        try
        {
            await BeginAsync(first);
            await PhaseAsync($"under {first}");
            if (pair.SharesComponent)
                await EndAsync(first);
            await BeginAsync(second);
            await PhaseAsync(pair.SharesComponent ? $"under {second} after {first}" : $"under {first} and {second}");
            if (!pair.SharesComponent)
            {
                await EndAsync(stage.Turn % 4 < 2 ? first : second);
                await PhaseAsync($"under {active[0].Fault} that is left");
            }
        }
        finally
        {
            foreach (var (fault, _) in active.ToArray())
                await EndAsync(fault);
        }
    }

    private async Task BeginAsync(CataloguedFault fault)
    {
        active.Add((fault, load.Log.Faults.Begin(fault.Kind)));
        await fault.BeginAsync(stage);
    }

    private async Task EndAsync(CataloguedFault fault)
    {
        await fault.EndAsync(stage);
        var ended = active.Single(one => one.Fault == fault);
        active.Remove(ended);
        ended.Period.End();
    }

    /// <summary>Lasts until enough writes were accepted, or for the bound: a whole site may rightly be down.</summary>
    private async Task PhaseAsync(string name, bool mustWrite = false)
    {
        var before = load.Log.AcceptedCount;
        try
        {
            await load.AcceptedMoreAsync(Extent.PairWrites / Phases, mustWrite ? SettleBound : PhaseBound);
        }
        catch (TimeoutException)
        {
            var mayBeIdle = Outage.IsJustified(
                [.. active.Select(one => one.Fault.Kind)], stage.Site.Processes.Count, stage.Site.Observed.HasJournal);
            if (load.Log.AcceptedCount == before && !mayBeIdle)
                load.Log.WasIdle(name);
        }
    }

    private async Task<IReadOnlyList<Violation>> NotReadyAsync()
    {
        try
        {
            await Task.WhenAll(stage.Site.Processes.Select(process => process.ReadyAsync()));
            return [];
        }
        catch (Exception error) when (error is TimeoutException or InvalidOperationException)
        {
            return [new(ViolationKind.NotSettled, $"a process is not ready after the faults: {error.Message.Split('\n')[0]}")];
        }
    }
}
