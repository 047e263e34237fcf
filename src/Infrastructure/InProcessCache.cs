using CcatOps.Application.Reads;

namespace CcatOps.Infrastructure;

/// <summary>The cache of a site that has no Redis. When it is full, what would end first goes first.</summary>
internal sealed class InProcessCache(TimeProvider time, int mostEntries = 1_000, long mostBytes = 16 << 20) : ICache
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private long held;

    public Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<byte[]?>(entries.TryGetValue(key, out var entry) && entry.Ends > Now ? [.. entry.Value] : null);
        }
    }

    public Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var entry = new Entry(value.ToArray(), Now + lifetime, value.Length + (sizeof(char) * key.Length));
        lock (gate)
        {
            Remove(key);
            if (entry.Size > mostBytes)
                return Task.CompletedTask;
            while (entries.Count >= mostEntries || held + entry.Size > mostBytes)
                Remove(entries.MinBy(pair => pair.Value.Ends).Key);
            entries.Add(key, entry);
            held += entry.Size;
        }

        return Task.CompletedTask;
    }

    /// <summary>Time since an arbitrary moment; it does not jump with the clock.</summary>
    private TimeSpan Now => time.GetElapsedTime(0);

    private void Remove(string key)
    {
        if (entries.Remove(key, out var entry))
            held -= entry.Size;
    }

    private readonly record struct Entry(byte[] Value, TimeSpan Ends, long Size);
}
