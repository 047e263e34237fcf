using System.Diagnostics;
using CcatOps.TestBed;
using CcatOps.TwoSite.Control;

namespace CcatOps.TwoSite.Nights;

/// <summary>Records the night at the secondary site while the link is cut and restored.</summary>
internal sealed class NightReplay(NightOptions options, Action<NightProgress> tell)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);
    private readonly IReadOnlyList<Exposure> log = NightLog.Read();
    private readonly long began = Stopwatch.GetTimestamp();
    private readonly List<Recorded> recorded = [];
    private long looked = Stopwatch.GetTimestamp();
    private StageStatus? stage;
    private long mostBuffered;

    public async Task<Reconciliation> RunAsync(CancellationToken cancellationToken)
    {
        stage = await ControlClient.AskAsync(Verb.Status, cancellationToken);
        using var client = new HttpClient { BaseAddress = stage.SecondaryUrl }.With(stage.Token);
        var telescope = new Telescope(client, log);
        var outages = new Outages(log.Count, options.Cuts, options.Seed);
        try
        {
            for (var index = 0; index < log.Count; index++)
            {
                if (outages.BeginsAt(index))
                    stage = await ControlClient.AskAsync(Verb.LinkDown, cancellationToken);
                if (outages.EndsAt(index))
                    stage = await ControlClient.AskAsync(Verb.LinkUp, cancellationToken);
                recorded.Add(await RecordAsync(telescope, log[index], cancellationToken));
                await LookAsync(cancellationToken);
            }
        }
        finally
        {
            // Also after Ctrl+C: the link is left as a person would expect it.
            if (options.Cuts > 0)
                stage = await ControlClient.AskAsync(Verb.LinkUp, CancellationToken.None);
        }

        var settled = await SettleAsync(cancellationToken);
        return await Reconciliation.ReadAsync(stage, recorded, cancellationToken) with
        {
            Cuts = options.Cuts,
            MostBuffered = mostBuffered,
            Settled = settled,
            Seconds = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 1),
        };
    }

    private async Task<Recorded> RecordAsync(Telescope telescope, Exposure exposure, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        await UntilAsync(exposure.Start, cancellationToken);
        var start = await telescope.StartAsync(id, exposure, cancellationToken);
        await UntilAsync(exposure.End, cancellationToken);
        var file = await telescope.AddFileAsync(id, exposure, cancellationToken);
        var finish = await telescope.FinishAsync(id, exposure, cancellationToken);
        return new(id, exposure, [start, file, finish]);
    }

    private async Task UntilAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var left = (moment - log[0].Start) / options.Speed - Stopwatch.GetElapsedTime(began);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, cancellationToken);
    }

    private async Task<bool> SettleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.WaitForAsync(
                async () =>
                {
                    await LookAsync(cancellationToken);
                    return stage?.Buffer is { Depth: 0, Unconfirmed: 0 };
                },
                options.Wait, "the replica should show everything", cancellationToken: cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (Stopwatch.GetElapsedTime(looked) > LookInterval)
        {
            stage = await ControlClient.AskAsync(Verb.Status, cancellationToken);
            looked = Stopwatch.GetTimestamp();
        }

        mostBuffered = Math.Max(mostBuffered, stage!.Buffer?.Depth ?? 0);
        tell(new(recorded.Count, log.Count, stage));
    }
}
