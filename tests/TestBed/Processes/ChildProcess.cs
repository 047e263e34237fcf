using System.Diagnostics;

namespace CcatOps.TestBed.Processes;

/// <summary>A process that dies with this one, also when this one is killed. What it prints is kept in memory.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly OutputTail _output = new();
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process)
    {
        _process = process;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _exit.TrySetResult(process.ExitCode);
        process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => _output.Add(line.Data);
    }

    /// <summary>The process id.</summary>
    public int Id { get; private set; }

    /// <summary>The last lines of standard output and standard error together, as they came.</summary>
    public string Output => _output.Text;

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => _exit.Task.IsCompleted;

    /// <summary>Ends with the exit code (128 + n after signal n) as soon as the process has ended.</summary>
    public Task<int> Exit => _exit.Task;

    /// <summary>Starts a process.</summary>
    public static async Task<ChildProcess> StartAsync(ChildCommand command)
    {
        var start = new ProcessStartInfo(Programs.Find("setpriv", "util-linux"), command.AsOrphanSafe())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.WorkingDirectory ?? "",
        };
        if (command.Environment is not null)
        {
            start.Environment.Clear();
            foreach (var (name, value) in command.Environment)
                start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var child = new ChildProcess(process);
        await LauncherThread.StartAsync(process);
        child.Id = process.Id;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a command to its end and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0; the message has what it printed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the command and all that it started are gone.</exception>
    public static async Task<string> RunAsync(ChildCommand command, CancellationToken cancellationToken = default)
    {
        await using var child = await StartAsync(command);
        try
        {
            await child._process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // initdb and pg_basebackup have processes of their own that would go on writing into a folder that is about to be deleted.
            await child.KillWithDescendantsAsync();
            throw;
        }

        return child._process.ExitCode == 0
            ? child.Output
            : throw new InvalidOperationException($"{command.Program} ended with exit code {child._process.ExitCode}.\n{child.Output}");
    }

    /// <summary>Sends a signal; nothing happens when the process has ended.</summary>
    public void Send(Signal signal)
    {
        if (!HasExited)
            Linux.Send(Id, signal);
    }

    /// <summary>Freezes the process. On a busy machine some of its threads run on for a while after the signal; this returns when all stand still.</summary>
    /// <exception cref="TimeoutException">They do not.</exception>
    public void Freeze()
    {
        Send(Signal.Stop);
        if (!SpinWait.SpinUntil(() => HasExited || Linux.IsStopped(Id), StopBound))
            throw new TimeoutException($"Process {Id} was not stopped.");
    }

    /// <summary>Kills the process and all that it started, and returns when all are gone.</summary>
    public async Task KillWithDescendantsAsync()
    {
        Freeze();
        var descendants = Linux.DescendantsOf(Id);
        foreach (var descendant in descendants)
            Linux.Send(descendant, Signal.Kill);
        await DisposeAsync();
        await Eventually.WaitForAsync(() => !descendants.Any(Linux.IsAlive), StopBound, "what a killed process had started should be gone");
    }

    /// <summary>Waits until the process has printed a text.</summary>
    /// <exception cref="InvalidOperationException">The process ended first.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public Task WaitForOutputAsync(string text, TimeSpan within, CancellationToken cancellationToken = default) =>
        WaitForAsync(() => Output.Contains(text, StringComparison.Ordinal), $"it should print '{text}'", within, cancellationToken);

    internal async Task DisposeAfterExitAsync(TimeSpan? within = null)
    {
        try
        {
            await Exit.WaitAsync(within ?? TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            // DisposeAsync kills it.
        }

        await DisposeAsync();
    }

    internal async Task WaitForAsync(Func<bool> condition, string because, TimeSpan within, CancellationToken cancellationToken)
    {
        await Eventually.WaitForAsync(() => HasExited || condition(), within, because, () => Output, cancellationToken);
        if (HasExited && !condition())
            throw new InvalidOperationException($"{_process.StartInfo.ArgumentList[^1]} ended with exit code {await Exit}, but {because}.\n{Output}");
    }

    /// <summary>Kills the process if it still runs and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        Send(Signal.Kill);
        await _exit.Task;
        _process.Dispose();
    }
}
