using System.Collections.Concurrent;
using CcatOps.Application.Errors;
using CcatOps.Domain.Access;

namespace CcatOps.Application.Access;

public abstract record TokenVerdict
{
    public sealed record Valid(Principal Principal) : TokenVerdict;

    /// <param name="Reason">A sentence for the client.</param>
    public sealed record Refused(string Reason) : TokenVerdict;
}

/// <summary>
/// Checks API tokens. Those that were found are remembered for <see cref="Remembered"/>, so that a request asks no database; after that a
/// revocation is seen. While the local database is away, what is remembered goes on being let in.
/// </summary>
public sealed class TokenAccess(IAccessRecords records, TokenUses uses, TimeProvider time)
{
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    /// <summary>How long requests wait for a database that is slow to confirm what is remembered.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Beyond this the memory is begun anew.</summary>
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
        return entry is null ? Unknown : Judge(entry);
    }

    /// <summary>The next use is looked up.</summary>
    public void Forget(string hash) => entries.TryRemove(hash, out _);

    private TokenVerdict Judge(Entry entry)
    {
        var token = entry.Known.Token;
        if (token.RevokedAt is not null)
            return new TokenVerdict.Refused("The token was revoked.");
        if (token.ExpiresAt is { } expiry && time.GetUtcNow() >= expiry)
            return new TokenVerdict.Refused("The token has expired.");
        if (entry.Principal is null)
            return new TokenVerdict.Refused("The token's owner is disabled, or not known here.");
        uses.Count(token.Id);
        return entry.Valid!;
    }

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
            entries.Clear();
        return entries[hash] = new Entry(known, TokenPrincipals.Of(known), asked);
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
