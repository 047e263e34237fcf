using System.Collections.Concurrent;
using CcatOps.Application.Errors;
using CcatOps.Domain.Access;
using CcatOps.Domain.Sites;

namespace CcatOps.Application.Access;

public abstract record TokenVerdict
{
    public sealed record Valid(Principal Principal) : TokenVerdict;

    /// <param name="Reason">A sentence for the client.</param>
    public sealed record Refused(string Reason) : TokenVerdict;
}

/// <summary>
/// Checks API tokens. Those that were found are remembered for <see cref="Remembered"/>, so that a request asks no database; after that a
/// revocation is seen. While the local database is unavailable, what is remembered goes on being let in.
/// </summary>
public sealed class TokenAccess(IAccessRecords records, TokenUses uses, SiteConfig site, TimeProvider time)
{
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    /// <summary>How long requests wait for a database that is slow to confirm what is remembered.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Beyond this, tokens that were not used of late are forgotten.</summary>
    private const int MostRemembered = 10_000;

    private static readonly TokenVerdict.Refused Unknown = new("The token is not known here.");

    private readonly ConcurrentDictionary<string, Entry> entries = new();

    /// <exception cref="LocalDatabaseUnavailableException">The token was not seen before, and nobody can look it up.</exception>
    public async ValueTask<TokenVerdict> CheckAsync(string value, CancellationToken cancellationToken)
    {
        if (!TokenValue.IsWellFormed(value))
            return Unknown;

        var hash = TokenValue.HashOf(value);
        var entry = entries.GetValueOrDefault(hash);
        if (entry is null || time.GetElapsedTime(entry.ReadAt) > Remembered)
            entry = await ReadAsync(hash, entry, cancellationToken);
        return entry is null ? Unknown : Judge(entry, hash);
    }

    /// <summary>Whose token it is, as far as is remembered; it asks no database. Null: that is not remembered, or the token holds no more.</summary>
    public Principal? Recall(string value)
    {
        if (!TokenValue.IsWellFormed(value))
            return null;
        var hash = TokenValue.HashOf(value);
        return entries.TryGetValue(hash, out var entry) && FaultOf(entry, hash) is null ? entry.Principal : null;
    }

    /// <summary>The next use is looked up.</summary>
    public void Forget(string hash) => entries.TryRemove(hash, out _);

    /// <summary>The next use of each token of the user is looked up.</summary>
    public void ForgetOwner(Guid userId)
    {
        foreach (var entry in entries.Where(entry => entry.Value.Known.Token.UserId == userId))
            entries.TryRemove(entry);
    }

    private TokenVerdict Judge(Entry entry, string hash)
    {
        if (FaultOf(entry, hash) is { } fault)
            return new TokenVerdict.Refused(fault);
        uses.Count(entry.Known.Token.Id);
        return entry.Valid!;
    }

    /// <summary>Why the token holds no more, as a sentence for the client; null: it holds.</summary>
    private string? FaultOf(Entry entry, string hash) => entry.Known.Token switch
    {
        { RevokedAt: not null } => "The token was revoked.",
        var token when !token.IsValidAt(site.SiteName) => $"The emergency token is valid at the site {token.SiteName} only.",
        var token when token.EndOf(entry.Known.Owner?.User, site.PersonTokenLife) is { } expiry && time.GetUtcNow() >= expiry => "The token has expired.",
        var token when hash != token.TokenHash && !(time.GetUtcNow() < token.PreviousUntil) => "The token was rotated.",
        _ when entry.Principal is null => "The token's owner is disabled, or not known here.",
        _ => null,
    };

    private async ValueTask<Entry?> ReadAsync(string hash, Entry? old, CancellationToken cancellationToken)
    {
        if (old is null)
            return await ReadAsync(hash, cancellationToken);

        // One of those who come asks; the others go by what was known a moment ago.
        if (!old.TryBeginRefresh())
            return old;
        var reading = ReadAsync(hash, CancellationToken.None);
        try
        {
            return await reading.WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is LocalDatabaseUnavailableException or TimeoutException)
        {
            return old;
        }
        finally
        {
            old.EndRefresh(reading);
        }
    }

    private async Task<Entry?> ReadAsync(string hash, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        if (await records.FindTokenAsync(hash, cancellationToken) is not { } known)
        {
            entries.TryRemove(hash, out _);
            return null;
        }

        if (entries.Count >= MostRemembered)
            ForgetOldest();
        return entries[hash] = new Entry(known, TokenPrincipals.Of(known), asked);
    }

    /// <summary>Those in use were read within the last seconds. They must be let in even if the database becomes unavailable now.</summary>
    private void ForgetOldest()
    {
        foreach (var entry in entries.ToArray().OrderBy(entry => entry.Value.ReadAt).Take(MostRemembered / 10))
            entries.TryRemove(entry);
    }

    private sealed class Entry(KnownToken known, Principal? principal, long readAt)
    {
        private int refreshing;

        public KnownToken Known => known;
        public Principal? Principal => principal;
        public long ReadAt => readAt;
        public TokenVerdict.Valid? Valid { get; } = principal is null ? null : new TokenVerdict.Valid(principal);

        public bool TryBeginRefresh() => Interlocked.Exchange(ref refreshing, 1) == 0;

        /// <summary>One that is still under way keeps others from asking the same.</summary>
        public void EndRefresh(Task reading) =>
            reading.ContinueWith(_ => Volatile.Write(ref refreshing, 0), TaskScheduler.Default);
    }
}
