using CcatOps.Application.Sessions;
using CcatOps.Domain.Sessions;

namespace CcatOps.Api.Sessions;

/// <summary>The link by which whoever has started the embedded profile for the first time logs in, once and soon.</summary>
internal sealed class FirstLogin(TimeProvider time)
{
    public const string Path = "/auth/first";

    private Offer? offer;

    /// <param name="token">The token with which the link logs in.</param>
    /// <returns>The code in the link.</returns>
    public string OfferCode(string token)
    {
        var code = Secret.New();
        offer = new(Secret.HashOf(code), token, time.GetUtcNow() + SessionRules.LoginLife);
        return code;
    }

    /// <summary>Returns the token to the first who brings the code in time, and null to all others.</summary>
    public string? Take(string code)
    {
        var current = Volatile.Read(ref offer);
        return current is not null
            && Secret.AreEqual(Secret.HashOf(code), current.CodeHash)
            && Interlocked.CompareExchange(ref offer, null, current) == current
            && time.GetUtcNow() < current.EndsAt
            ? current.Token
            : null;
    }

    private sealed record Offer(string CodeHash, string Token, DateTimeOffset EndsAt);
}
