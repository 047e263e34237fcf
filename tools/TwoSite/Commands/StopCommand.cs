using System.CommandLine;
using System.Diagnostics;
using CcatOps.TwoSite.Control;

namespace CcatOps.TwoSite.Commands;

/// <summary>Ends the running stage.</summary>
internal static class StopCommand
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var command = new Command("stop", "End the stage that runs; returns when nothing of it is left.");
        command.SetAction(async (_, cancellationToken) =>
        {
            var reply = await ControlClient.SendAsync(Verb.Stop, cancellationToken);
            await WaitForEndAsync(reply.ProcessId, cancellationToken);
            await Console.Out.WriteLineAsync("Stopped.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task WaitForEndAsync(int processId, CancellationToken cancellationToken)
    {
        try
        {
            using var stage = Process.GetProcessById(processId);
            await stage.WaitForExitAsync(cancellationToken).WaitAsync(Bound, cancellationToken);
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }
}
