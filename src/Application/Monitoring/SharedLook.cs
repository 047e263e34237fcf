namespace CcatOps.Application.Monitoring;

/// <summary>A costly look that anybody may ask for: there is one at a time, and its result serves everybody for a second.</summary>
internal sealed class SharedLook<T>(Func<Task<T>> lookAsync, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<T>? look;
    private long begunAt;

    /// <summary>The result of a look that began within the last second, or of a new one.</summary>
    public Task<T> GetAsync()
    {
        lock (gate)
        {
            if (look is null or { IsFaulted: true } || (look.IsCompleted && time.GetElapsedTime(begunAt) >= Freshness))
                (begunAt, look) = (time.GetTimestamp(), lookAsync());
            return look;
        }
    }
}
