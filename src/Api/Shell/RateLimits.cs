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
    private readonly CallerLimits? newTokens = PerSecond(shell.RequestsPerSecond);
    private readonly CallerLimits? principals = PerSecond(shell.RequestsPerSecond);
    private readonly CallerLimits? services = PerSecond(shell.ServiceRequestsPerSecond);
    private readonly CallerLimits? failedLogins = PerMinute(shell.FailedLoginsPerMinute);
    private readonly CallerLimits? failedCallbacks = PerMinute(shell.FailedLoginsPerMinute);

    /// <returns>When to try again; null: the request may pass.</returns>
    public TimeSpan? WaitOfAddress(Caller caller) => addresses?.Take(caller.AddressBucket);

    /// <summary>The limit for an API token that nobody has looked up yet, which may be a telescope's.</summary>
    /// <returns>When to try again; null: the request may pass.</returns>
    public TimeSpan? WaitOfNewToken(Caller caller) => newTokens?.Take(caller.AddressBucket);

    /// <returns>When to try again; null: the request may pass.</returns>
    public TimeSpan? WaitOfPrincipal(Caller caller) =>
        caller.IsService ? services?.Take(caller.PrincipalBucket)
        : caller.IsKnown ? principals?.Take(caller.PrincipalBucket)
        : null;

    /// <summary>Returns what the caller may still send; of a person that is the smaller of the principal's and the address's. Null: no limit.</summary>
    public RequestBudget? BudgetOf(Caller caller)
    {
        if (caller.IsService)
            return services is null ? null : new(shell.ServiceRequestsPerSecond, services.Left(caller.PrincipalBucket));
        if (addresses is null || principals is null)
            return null;
        var left = addresses.Left(caller.AddressBucket);
        return new(shell.RequestsPerSecond, caller.IsKnown ? Math.Min(left, principals.Left(caller.PrincipalBucket)) : left);
    }

    /// <returns>When the next failure is heard; null: now.</returns>
    public TimeSpan? WaitAfterFailedLogins(Caller caller) =>
        failedLogins?.IsSpent(caller.AddressBucket) == true ? failedLogins.Take(caller.AddressBucket) : null;

    public void CountFailedLogin(Caller caller) => failedLogins?.Take(caller.AddressBucket);

    /// <summary>Logins that GitHub did not confirm are counted apart too, because for each of them GitHub is asked.</summary>
    /// <returns>When GitHub is asked again; null: now.</returns>
    public TimeSpan? WaitAfterFailedCallbacks(Caller caller) =>
        failedCallbacks?.IsSpent(caller.AddressBucket) == true ? failedCallbacks.Take(caller.AddressBucket) : null;

    public void CountFailedCallback(Caller caller) => failedCallbacks?.Take(caller.AddressBucket);

    public void Dispose()
    {
        addresses?.Dispose();
        newTokens?.Dispose();
        principals?.Dispose();
        services?.Dispose();
        failedLogins?.Dispose();
        failedCallbacks?.Dispose();
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
