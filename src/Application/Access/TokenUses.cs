using System.Collections.Concurrent;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Access;

namespace CcatOps.Application.Access;

/// <summary>Counts the uses of tokens in memory, until they are taken to be written.</summary>
public sealed class TokenUses(TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Counter> counters = new();

    public bool AreNone => counters.Values.All(counter => counter.IsZero);

    public void Count(Guid tokenId) => counters.GetOrAdd(tokenId, _ => new Counter()).Add(1, time.GetUtcMicroseconds());

    /// <summary>Returns one row for each token that was used since the last call.</summary>
    public IReadOnlyList<TokenUse> Take(string siteName) =>
    [
        .. counters
            .Select(entry => (TokenId: entry.Key, Taken: entry.Value.Take()))
            .Where(entry => entry.Taken.Uses > 0)
            .Select(entry => new TokenUse
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                ApiTokenId = entry.TokenId,
                SiteName = siteName,
                UsedAt = entry.Taken.LastAt,
                Uses = entry.Taken.Uses,
            }),
    ];

    /// <summary>Takes back what could not be written.</summary>
    public void Return(IEnumerable<TokenUse> uses)
    {
        foreach (var use in uses)
            counters.GetOrAdd(use.ApiTokenId, _ => new Counter()).Add(use.Uses, use.UsedAt);
    }

    private sealed class Counter
    {
        private readonly Lock gate = new();
        private long uses;
        private DateTimeOffset lastAt;

        public bool IsZero => Volatile.Read(ref uses) == 0;

        public void Add(long more, DateTimeOffset at)
        {
            lock (gate)
            {
                uses += more;
                if (at > lastAt)
                    lastAt = at;
            }
        }

        public (long Uses, DateTimeOffset LastAt) Take()
        {
            lock (gate)
            {
                var taken = (uses, lastAt);
                uses = 0;
                return taken;
            }
        }
    }
}
