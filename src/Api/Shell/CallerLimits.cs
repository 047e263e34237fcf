using System.Threading.RateLimiting;

namespace CcatOps.Api.Shell;

/// <summary>
/// A token bucket for each bucket of callers that has been heard of. They fill when they are asked: timers would wake the processor
/// ten times a second for as long as the service runs. One that has long been full gives one more than its limit.
/// </summary>
internal sealed class CallerLimits : IDisposable
{
    private readonly Func<TokenBucketRateLimiter> create;
    private readonly TokenBucketRateLimiter?[] buckets = new TokenBucketRateLimiter?[CallerBuckets.Count];

    public CallerLimits(TokenBucketRateLimiterOptions options)
    {
        options.AutoReplenishment = false;
        create = () => new(options);
    }

    /// <returns>When there is one again; null: it was taken.</returns>
    public TimeSpan? Take(int bucket)
    {
        using var lease = Filled(bucket).AttemptAcquire();
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait
            : TimeSpan.FromSeconds(1);
    }

    /// <summary>Returns how many are left in a bucket.</summary>
    public long Left(int bucket) => Filled(bucket).GetStatistics()?.CurrentAvailablePermits ?? 0;

    /// <remarks>Not asked by taking none: a bucket gives that as soon as it holds a fraction of one.</remarks>
    public bool IsSpent(int bucket) => Filled(bucket).GetStatistics() is { CurrentAvailablePermits: 0 };

    public void Dispose() => Array.ForEach(buckets, bucket => bucket?.Dispose());

    private TokenBucketRateLimiter Filled(int bucket)
    {
        var limiter = LazyInitializer.EnsureInitialized(ref buckets[bucket], create);
        limiter.TryReplenish();
        return limiter;
    }
}
