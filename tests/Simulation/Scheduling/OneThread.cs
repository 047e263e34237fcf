namespace CcatOps.Simulation.Scheduling;

/// <summary>Runs all continuations on the simulation's own thread, in the order in which they became ready.</summary>
internal sealed class OneThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> ready = new();

    public override void Post(SendOrPostCallback d, object? state) => ready.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public void RunReady()
    {
        while (ready.TryDequeue(out var next))
            next.Callback(next.State);
    }
}
