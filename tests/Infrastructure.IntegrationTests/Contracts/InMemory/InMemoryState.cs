using CcatOps.Application.Serialization;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts.InMemory;

/// <summary>The content of the in-memory buffer. Used inside <see cref="Step"/> only.</summary>
internal sealed class InMemoryState(TimeProvider time) : ISequenceCounter
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, InMemoryEntry> entries = [];
    private long? sequence;

    public Dictionary<string, Guid> Claims { get; } = [];
    public Dictionary<string, long> Totals { get; } = [];
    public string History { get; private set; } = Guid.NewGuid().ToString();
    public long Version { get; private set; }
    public (string Holder, long Since, TimeSpan Duration)? Lease { get; set; }
    public DrainPause? Pause { get; set; }

    public IEnumerable<InMemoryEntry> All => [.. entries.Values.OrderBy(entry => entry.Sequence)];

    public IEnumerable<InMemoryEntry> Waiting => In(TransactionState.Buffered, TransactionState.Applying);

    /// <summary>Returns the load of some principals that waits for main.</summary>
    public BufferLoad Load(Func<string, bool> of)
    {
        var waiting = Waiting.Concat(In(TransactionState.Parked)).Where(entry => of(entry.Transaction.Principal)).ToArray();
        return new(waiting.Length, waiting.Sum(entry => entry.Bytes));
    }

    public Task<T> Step<T>(Func<T> step)
    {
        lock (gate)
            return Task.FromResult(step());
    }

    public InMemoryEntry? Find(Guid id) => entries.GetValueOrDefault(id);

    public IEnumerable<InMemoryEntry> In(params TransactionState[] states) => All.Where(entry => states.Contains(entry.State));

    public bool Holds(string holder) => Lease is { } lease && lease.Holder == holder && time.GetElapsedTime(lease.Since) < lease.Duration;

    /// <summary>Checked again for each entry, because parking one holds back the next.</summary>
    public bool IsHeldBack(InMemoryEntry entry) => entries.Values.Any(other =>
        other.State is TransactionState.Failed or TransactionState.Parked
        && other.Sequence < entry.Sequence
        && other.Transaction.Entities.Intersect(entry.Transaction.Entities).Any());

    public InMemoryEntry Take(Transaction transaction, TransactionState into, Lsn? lsn = null)
    {
        sequence++;
        Count(into);
        return entries[transaction.Id] = new InMemoryEntry(transaction, sequence!.Value, into) { Lsn = lsn };
    }

    public void Move(InMemoryEntry entry, TransactionState into)
    {
        if (into != entry.State && into is not (TransactionState.Buffered or TransactionState.Applying))
            Count(into);
        Version++;
        entries[entry.Transaction.Id] = entry with { State = into, Times = entry.Times.SetItem(into, time.GetUtcMicroseconds()) };
    }

    public Task<long?> FindAsync() => Step(() => sequence);

    public Task RaiseAsync(long floor) => Step(() =>
        sequence = Math.Max(Math.Max(sequence ?? 0, floor), entries.Values.Select(entry => entry.Sequence).DefaultIfEmpty().Max()));

    public void LoseCounter() => sequence = null;

    public void Lose()
    {
        entries.Clear();
        Claims.Clear();
        Totals.Clear();
        (sequence, History, Version, Lease, Pause) = (null, Guid.NewGuid().ToString(), 0, null, null);
    }

    private void Count(TransactionState into)
    {
        Version++;
        Totals[WireNames.Of(into)] = Totals.GetValueOrDefault(WireNames.Of(into)) + 1;
    }
}
