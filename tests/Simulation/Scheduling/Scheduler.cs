namespace CcatOps.Simulation.Scheduling;

/// <summary>
/// Decides what happens next. Each message of each port call and each timer waits here; of those that are due any may be the
/// next one, as the seed says.
/// </summary>
internal sealed class Scheduler(Random random, SimulatedClock clock, Trace trace)
{
    private readonly OneThread thread = new();
    private readonly List<Message> waiting = [];

    public SynchronizationContext Thread => thread;

    /// <param name="delay">How long it takes at least.</param>
    /// <param name="host">The host that must be alive and awake for it; null: none, as for the work of a server.</param>
    /// <param name="what">Its name, for the trace.</param>
    /// <param name="act">The action.</param>
    public void Post(TimeSpan delay, Host? host, string what, Action act) => waiting.Add(new(clock.Now + delay, host, what, act));

    public Task SleepAsync(TimeSpan time, Host? host, string what)
    {
        var over = new TaskCompletionSource();
        Post(time, host, what, over.SetResult);
        return over.Task;
    }

    public void Step()
    {
        waiting.RemoveAll(message => message.Host is { IsDead: true });
        clock.AdvanceTo(waiting.Min(message => message.Earliest));
        var due = waiting.Count(message => message.Earliest <= clock.Now);
        var chosen = random.Next(due);
        var index = waiting.FindIndex(message => message.Earliest <= clock.Now && chosen-- == 0);
        var next = waiting[index];
        waiting.RemoveAt(index);
        trace.Note(clock.Now, next.Host?.Name ?? "server", next.What);
        next.Act();
        thread.RunReady();
    }

    private sealed record Message(TimeSpan Due, Host? Host, string What, Action Act)
    {
        public TimeSpan Earliest => Host is { } host && host.FrozenUntil > Due ? host.FrozenUntil : Due;
    }
}
