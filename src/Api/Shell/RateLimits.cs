using CcatOps.Domain.Sites;

namespace CcatOps.Api.Shell;

/// <summary>
/// How many requests one principal and one address may make. A telescope's own token is held to its principal's limit alone: whoever
/// else is at its address takes nothing from it.
/// </summary>
internal sealed class RateLimits(ShellConfig shell) : IDisposable
{
    private const int PartsOfSecond = 10;

    private readonly CallerLimits? addresses = PerSecond(shell.RequestsPerSecond);
    private readonly CallerLimits? principals = PerSecond(shell.RequestsPerSecond);
    private readonly CallerLimits? services = PerSecond(shell.ServiceRequestsPerSecond);
    private readonly CallerLimits? failedLogins = PerMinute(shell.FailedLoginsPerMinute);

    /// <returns>When to try again; null: the request may pass.</returns>
    public TimeSpan? WaitOf(Caller caller) =>
        caller.IsService ? services?.Take(caller.PrincipalBucket)
        : addresses?.Take(caller.AddressBucket) is { } wait ? wait
        : caller.IsKnown ? principals?.Take(caller.PrincipalBucket)
        : null;

    /// <returns>When the next failure is heard; null: now.</returns>
    public TimeSpan? WaitAfterFailedLogins(Caller caller) =>
        failedLogins?.IsSpent(caller.AddressBucket) == true ? failedLogins.Take(caller.AddressBucket) : null;

    public void CountFailedLogin(Caller caller) => failedLogins?.Take(caller.AddressBucket);

    public void Dispose()
    {
        addresses?.Dispose();
        principals?.Dispose();
        services?.Dispose();
        failedLogins?.Dispose();
    }

    private static CallerLimits? PerSecond(int requests) => requests == 0 ? null : new(new()
    {
        TokenLimit = requests,
        TokensPerPeriod = Math.Max(1, requests / PartsOfSecond),
        ReplenishmentPeriod = TimeSpan.FromSeconds(requests < PartsOfSecond ? 1.0 / requests : 1.0 / PartsOfSecond),
    });

    private static CallerLimits? PerMinute(int failures) => failures == 0 ? null : new(new()
    {
        TokenLimit = failures,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1.0 / failures),
    });
}
