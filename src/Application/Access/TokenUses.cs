using System.Collections.Concurrent;
using CcatOps.Domain.Access;

namespace CcatOps.Application.Access;

/// <summary>Counts the uses of tokens in memory, until they are taken to be written.</summary>
public sealed class TokenUses(TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Counter> counters = new();

    public void Count(Guid tokenId) => counters.GetOrAdd(tokenId, _ => new Counter()).Add();

    /// <summary>What was counted since the last time, as rows.</summary>
    public IReadOnlyList<TokenUse> Take(string siteName)
    {
        var now = time.GetUtcNow();
        return
        [
            .. counters
                .Select(entry => (entry.Key, Uses: entry.Value.Take()))
                .Where(entry => entry.Uses > 0)
                .Select(entry => new TokenUse
                {
                    Id = Guid.CreateVersion7(now),
                    ApiTokenId = entry.Key,
                    SiteName = siteName,
                    UsedAt = now,
                    Uses = entry.Uses,
                }),
        ];
    }

    /// <summary>Takes back what could not be written.</summary>
    public void Return(IEnumerable<TokenUse> uses)
    {
        foreach (var use in uses)
            counters.GetOrAdd(use.ApiTokenId, _ => new Counter()).Add(use.Uses);
    }

    private sealed class Counter
    {
        private long uses;

        public void Add(long more = 1) => Interlocked.Add(ref uses, more);

        public long Take() => Interlocked.Exchange(ref uses, 0);
    }
}
