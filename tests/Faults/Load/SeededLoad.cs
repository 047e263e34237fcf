using CcatOps.TestBed;

namespace CcatOps.Faults.Load;

/// <summary>Telescopes that write to the processes of one site until they are stopped or have written enough.</summary>
internal sealed class SeededLoad : IAsyncDisposable
{
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource abandon = new();
    private readonly Telescope[] telescopes;
    private readonly Task observing;
    private readonly Task reporting;

    private SeededLoad(string site, LoadOptions options, Uri[] addresses, RequestLog log)
    {
        Log = log;
        Processes = addresses.Length;
        Prefix = $"{site}-{options.Seed}-";
        var pace = new Pace(options);
        telescopes = [.. Enumerable.Range(1, options.Telescopes).Select(n => new Telescope(site, n, options, addresses, pace, log))];
        observing = Task.WhenAll(telescopes.Select(telescope => Task.Run(() => telescope.ObserveAsync(stop.Token, abandon.Token))));
        reporting = ReportAsync(site);
    }

    public RequestLog Log { get; }

    /// <summary>How many processes of the site it writes to.</summary>
    public int Processes { get; }

    /// <summary>The prefix of the keys of all its writes.</summary>
    public string Prefix { get; }

    /// <summary>Begins to write; the log is a file in the test's folder.</summary>
    public static SeededLoad Begin(string site, LoadOptions options, params Uri[] addresses) => new(
        site, options, addresses, new(Path.Combine(TestContext.CurrentContext.WorkDirectory, "faults", $"{site}-{options.Seed}.jsonl")));

    /// <summary>Waits until so many writes were accepted, counted from the beginning.</summary>
    public Task AcceptedAsync(int writes, TimeSpan? within = null) => Eventually.WaitForAsync(
        () => observing.IsCompleted || Log.AcceptedCount >= writes, within ?? TimeSpan.FromSeconds(60), $"{writes} writes should be accepted",
        () => $"{Log.AcceptedCount} were, {Log.Unanswered} were not answered or got a 503; see {Log.Path}");

    /// <summary>Waits until so many more writes were accepted than now.</summary>
    public Task AcceptedMoreAsync(int writes, TimeSpan? within = null) => AcceptedAsync(Log.AcceptedCount + writes, within);

    /// <summary>Waits until the load has had all its writes.</summary>
    public Task EndAsync(TimeSpan within) => observing.WaitAsync(within);

    /// <summary>Begins no new write, and waits until those under way are answered.</summary>
    public async Task StopAsync(TimeSpan? within = null)
    {
        Log.Stopped();
        await stop.CancelAsync();
        try
        {
            await observing.WaitAsync(within ?? LastAnswers);
        }
        catch (TimeoutException)
        {
            await abandon.CancelAsync();
            await observing;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await abandon.CancelAsync();
        await observing.ContinueWith(_ => { }, TaskScheduler.Default);
        await reporting;
        foreach (var telescope in telescopes)
            telescope.Dispose();
        await Log.DisposeAsync();
        stop.Dispose();
        abandon.Dispose();
    }

    private async Task ReportAsync(string site)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(15));
        try
        {
            while (!observing.IsCompleted && await timer.WaitForNextTickAsync(stop.Token))
                await TestContext.Progress.WriteLineAsync($"{site}: {Log.AcceptedCount} writes accepted, {Log.Unanswered} tries without success");
        }
        catch (OperationCanceledException)
        {
            // The load was stopped.
        }
    }
}
