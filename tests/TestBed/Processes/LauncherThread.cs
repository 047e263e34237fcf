using System.Collections.Concurrent;
using System.Diagnostics;

namespace CcatOps.TestBed.Processes;

/// <summary>
/// Starts every child from one thread that lives as long as the process. The kernel sends the parent-death signal when the <em>thread</em>
/// that forked ends (prctl(2), PR_SET_PDEATHSIG), and the thread pool ends idle threads: servers would die in the middle of a test.
/// </summary>
internal static class LauncherThread
{
    private static readonly BlockingCollection<Action> Starts = [];

    static LauncherThread() => new Thread(Run) { IsBackground = true, Name = "child process launcher" }.Start();

    public static Task StartAsync(Process process)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add(() =>
        {
            try
            {
                process.Start();
                started.SetResult();
            }
            catch (Exception error)
            {
                started.SetException(error);
            }
        });
        return started.Task;
    }

    private static void Run()
    {
        foreach (var start in Starts.GetConsumingEnumerable())
            start();
    }
}
