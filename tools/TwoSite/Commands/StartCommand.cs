using System.CommandLine;
using System.Diagnostics;
using CcatOps.TwoSite.Control;
using CcatOps.TwoSite.Staging;

namespace CcatOps.TwoSite.Commands;

/// <summary>Starts the stage and stays until it is stopped.</summary>
internal static class StartCommand
{
    private static readonly Option<int> MainPort = new("--main-port")
    {
        Description = "Port of the main site's service.",
        DefaultValueFactory = _ => 8000,
    };

    private static readonly Option<int> SecondaryPort = new("--secondary-port")
    {
        Description = "Port of the secondary site's service.",
        DefaultValueFactory = _ => 8001,
    };

    private static readonly Option<double> RoundTrip = new("--round-trip")
    {
        Description = "Milliseconds there and back on both paths that cross the ocean: the drain's and the replication's.",
        DefaultValueFactory = _ => 200,
    };

    public static void Configure(Command command)
    {
        MainPort.RequireWithin(1, 65535);
        SecondaryPort.RequireWithin(1, 65535);
        RoundTrip.RequireWithin(0, 60_000);
        command.Add(MainPort);
        command.Add(SecondaryPort);
        command.Add(RoundTrip);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new(parsed.GetValue(MainPort), parsed.GetValue(SecondaryPort), TimeSpan.FromMilliseconds(parsed.GetValue(RoundTrip))),
            cancellationToken));
    }

    private static async Task<int> RunAsync(StageOptions options, CancellationToken cancellationToken)
    {
        using var folder = StageFolder.TryClaim()
            ?? throw new RefusedException("A stage is running already. ./run.sh two-site status tells of it, ./run.sh two-site stop ends it.");
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        LiveStage? live = null;
        await using var control = new ControlServer(StageFolder.Socket, verb => ObeyAsync(verb, live, stopping));
        try
        {
            var since = Stopwatch.GetTimestamp();
            await using var stage = await LiveStage.StartAsync(options, line => Console.Out.WriteLine($"Starting {line}"), stopping.Token);
            live = stage;
            await Console.Out.WriteLineAsync(Greeting.Text(await stage.LookAsync(), Stopwatch.GetElapsedTime(since)));
            var end = stage.UnexpectedEndAsync();
            if (await Task.WhenAny(end, Task.Delay(Timeout.InfiniteTimeSpan, stopping.Token)) == end && await end is { } fault)
                throw new RefusedException(fault);
            await Console.Out.WriteLineAsync("Stopping ...");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Console.Out.WriteLineAsync("Stopped before it was ready.");
        }

        return ExitCodes.Done;
    }

    private static async Task<Reply> ObeyAsync(Verb verb, LiveStage? stage, CancellationTokenSource stopping)
    {
        if (verb == Verb.Stop)
        {
            stopping.CancelAfter(TimeSpan.Zero);
            return new(Environment.ProcessId);
        }

        if (stage is null || stopping.IsCancellationRequested)
            return new(Environment.ProcessId, Error: stage is null ? "The stage is still starting." : "The stage is stopping.");
        if (verb == Verb.LinkDown)
            stage.Cut();
        if (verb == Verb.LinkUp)
            stage.Restore();
        return new(Environment.ProcessId, await stage.LookAsync());
    }
}
