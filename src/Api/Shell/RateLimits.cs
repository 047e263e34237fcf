using System.Threading.RateLimiting;
using CcatOps.Domain.Sites;

namespace CcatOps.Api.Shell;

/// <summary>
/// How many requests one principal and one address may make. A telescope's own token is held to its principal's limit alone: whoever
/// else is at its address takes nothing from it.
/// </summary>
internal sealed class RateLimits(ShellConfig shell) : IDisposable
{
    private const int PartsOfSecond = 10;

    private readonly PartitionedRateLimiter<int>? addresses = PerSecond(shell.RequestsPerSecond);
    private readonly PartitionedRateLimiter<int>? principals = PerSecond(shell.RequestsPerSecond);
    private readonly PartitionedRateLimiter<int>? services = PerSecond(shell.ServiceRequestsPerSecond);
    private readonly PartitionedRateLimiter<int>? failedLogins = PerMinute(shell.FailedLoginsPerMinute);

    /// <returns>When to try again; null: the request may pass.</returns>
    public TimeSpan? WaitOf(Caller caller) =>
        caller.IsService ? Take(services, caller.PrincipalBucket)
        : Take(addresses, caller.AddressBucket) is { } wait ? wait
        : caller.IsKnown ? Take(principals, caller.PrincipalBucket)
        : null;

    /// <returns>When the next failure is heard; null: now.</returns>
    /// <remarks>Asked for nothing, a bucket gives it as soon as it holds a hundredth of a permit.</remarks>
    public TimeSpan? WaitAfterFailedLogins(Caller caller) =>
        failedLogins?.GetStatistics(caller.AddressBucket) is { CurrentAvailablePermits: 0 } ? Take(failedLogins, caller.AddressBucket) : null;

    public void CountFailedLogin(Caller caller) => Take(failedLogins, caller.AddressBucket);

    public void Dispose()
    {
        addresses?.Dispose();
        principals?.Dispose();
        services?.Dispose();
        failedLogins?.Dispose();
    }

    private static TimeSpan? Take(PartitionedRateLimiter<int>? limiter, int bucket)
    {
        if (limiter is null)
            return null;
        using var lease = limiter.AttemptAcquire(bucket);
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait
            : TimeSpan.FromSeconds(1);
    }

    private static PartitionedRateLimiter<int>? PerSecond(int requests) => requests == 0 ? null : Of(new()
    {
        TokenLimit = requests,
        TokensPerPeriod = Math.Max(1, requests / PartsOfSecond),
        ReplenishmentPeriod = TimeSpan.FromSeconds(requests < PartsOfSecond ? 1.0 / requests : 1.0 / PartsOfSecond),
    });

    private static PartitionedRateLimiter<int>? PerMinute(int failures) => failures == 0 ? null : Of(new()
    {
        TokenLimit = failures,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1.0 / failures),
    });

    private static PartitionedRateLimiter<int> Of(TokenBucketRateLimiterOptions options) => PartitionedRateLimiter.Create<int, int>(
        bucket => RateLimitPartition.GetTokenBucketLimiter(bucket, _ => options));
}
