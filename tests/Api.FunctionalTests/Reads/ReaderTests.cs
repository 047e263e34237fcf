using System.Collections.Concurrent;
using CcatOps.Api.FunctionalTests.Nights;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Reads;

internal sealed class ReaderTests
{
    private const int Readers = 8;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(20);

    [Test]
    public async Task No_row_vanishes_appears_twice_or_goes_back_while_the_drain_and_the_release_run()
    {
        await using var stage = await TwoSiteStage.StartAsync(new() { RoundTrip = TimeSpan.FromMilliseconds(50) });
        await using var cologne = await Site.StartMainAsync(stage.Primary);
        await Night.PlanAsync(cologne);
        await stage.Replica.CatchUpAsync();
        await using var observatory = await Site.StartSecondaryAsync(stage);

        var history = new History();
        using var end = new CancellationTokenSource(Duration);
        var writer = WriteAsync(observatory, history, end.Token);
        var replay = DisturbReplicationAsync(stage, end.Token);
        var checkers = Enumerable.Range(0, Readers).Select(number => new ReadChecker(observatory, history, number)).ToArray();
        await Task.WhenAll(checkers.Select(checker => checker.RunAsync(end.Token)));
        await Task.WhenAll(writer, replay);

        TestContext.Out.WriteLine($"{history.Count} executions, {checkers.Sum(checker => checker.Reads)} checked reads");
        Assert.That(history.Count, Is.GreaterThan(50));
        Assert.That(checkers.Select(checker => checker.Reads), Is.All.GreaterThan(5));
        await observatory.WaitUntilReplicatedAsync();
        Assert.That(await Tables.CountAsync(stage.Replica, "executed_obs_unit"), Is.EqualTo(history.Count));
    }

    private static async Task WriteAsync(Site site, History history, CancellationToken end)
    {
        var running = new Queue<Guid>();
        while (!end.IsCancellationRequested)
        {
            var started = await site.PostAsync("/executed_obs_units/start", new { obs_unit_id = 1 + (history.Count % 2) });
            running.Enqueue(started["id"]!.GetValue<Guid>());
            history.Answered(running.Last(), finished: false);
            if (running.Count <= 5)
                continue;
            var oldest = running.Dequeue();
            await site.PutAsync($"/executed_obs_units/{oldest}/finish", new { status = "completed" });
            history.Answered(oldest, finished: true);
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Lets the replica fall behind and catch up at once, so that many transactions are released together.</summary>
    private static async Task DisturbReplicationAsync(TwoSiteStage stage, CancellationToken end)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.5));
        while (!end.IsCancellationRequested)
        {
            await stage.Replica.PauseReplayAsync(CancellationToken.None);
            await timer.WaitForNextTickAsync(CancellationToken.None);
            await stage.Replica.ResumeReplayAsync(CancellationToken.None);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}

/// <summary>The answers that clients have got so far.</summary>
internal sealed class History
{
    private readonly ConcurrentDictionary<Guid, bool> finished = new();

    public int Count => finished.Count;

    public void Answered(Guid id, bool finished) => this.finished[id] = finished;

    public IReadOnlyDictionary<Guid, bool> Snapshot() => finished.ToDictionary();
}
