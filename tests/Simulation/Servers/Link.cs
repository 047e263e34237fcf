using CcatOps.Simulation.Scheduling;

namespace CcatOps.Simulation.Servers;

/// <summary>The way from one process to one server: each call is a message there, what it does, and a message back.</summary>
internal sealed class Link(
    World world,
    Host host,
    (double Least, double Most) latency,
    bool mayBeLate,
    Func<bool> isAway,
    Func<Exception> broken)
{
    public Task<T> CallAsync<T>(string what, Func<T> effect)
    {
        var answer = new TaskCompletionSource<T>();
        switch (world.Faults.Draw(mayBeLate))
        {
            case Fate.Lost:
                Back("lost", () => answer.SetException(broken()));
                break;
            case Fate.AnswerLost:
                There("answer lost", () =>
                {
                    if (!isAway())
                        effect();
                    Back("broken", () => answer.SetException(broken()));
                });
                break;
            case Fate.Late:
                Back("given up", () => answer.SetException(broken()));
                world.Scheduler.Post(world.Random.Seconds(0, 20), host: null, $"{what}: late", () =>
                {
                    if (!isAway())
                        effect();
                });
                break;
            default:
                There("arrives", () => Answer(answer, effect));
                break;
        }

        return answer.Task;

        void There(string how, Action act) => world.Scheduler.Post(Delay(), host: null, $"{host.Name} {what}: {how}", act);

        void Back(string how, Action act) => world.Scheduler.Post(Delay(), host, $"{what}: {how}", act);

        void Answer(TaskCompletionSource<T> answer, Func<T> effect)
        {
            if (isAway())
            {
                Back("away", () => answer.SetException(broken()));
                return;
            }

            try
            {
                var result = effect();
                Back("answered", () => answer.SetResult(result));
            }
#pragma warning disable CA1031 // Whatever the server says goes back to the caller.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Back(exception.GetType().Name, () => answer.SetException(exception));
            }
        }
    }

    /// <summary>Mostly what the line needs; now and then longer than the drain's lease lasts.</summary>
    private TimeSpan Delay() => world.Faults.Occurs(0.3) ? world.Random.Seconds(1, 8) : world.Random.Seconds(latency.Least, latency.Most);
}
