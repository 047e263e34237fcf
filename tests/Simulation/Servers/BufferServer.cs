using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Simulation.Servers;

/// <summary>
/// The site's queue: a server of its own, whose steps are atomic and durable, so that the death of a process takes nothing from
/// it. What processes remember is lost with them.
/// </summary>
internal sealed class BufferServer(World world)
{
    private const int EventsKept = 60;

    private readonly List<OverlayEvent> events = [];
    private readonly Dictionary<Guid, Entry> byId = [];
    private long sequence;

    public List<Entry> Entries { get; } = [];
    public Dictionary<string, Guid> Claims { get; } = [];
    public (string Holder, TimeSpan Until)? Lease { get; set; }
    public string? Pause { get; set; }

    public IEnumerable<Entry> Waiting => Entries.Where(entry => entry.IsWaiting);

    public Entry? Find(Guid id) => byId.GetValueOrDefault(id);

    public bool Holds(string holder) => Lease is { } lease && lease.Holder == holder && world.Clock.Now < lease.Until;

    public bool HoldLease(string holder, TimeSpan duration)
    {
        if (Lease is { } lease && lease.Holder != holder && world.Clock.Now < lease.Until)
            return false;
        Lease = (holder, world.Clock.Now + duration);
        return true;
    }

    public void RaiseSequence(long floor) => sequence = Math.Max(sequence, floor);

    public AcceptOutcome Accept(Transaction transaction, BufferLimits limits)
    {
        if (Find(transaction.Id) is { } earlier)
            return new AcceptOutcome.Accepted(earlier.Sequence);
        if (world.Sabotage != Sabotage.NoClaims && transaction.Claims.FirstOrDefault(Claims.ContainsKey) is { } claim)
            return new AcceptOutcome.Claimed(Find(Claims[claim])!.Transaction, claim);
        if (limits.FindShortage(new(Entries.Count(entry => entry.IsWaiting || entry.State == TransactionState.Parked), 0), default) is { } shortage)
            return new AcceptOutcome.Full(shortage);
        if (world.Sabotage == Sabotage.AnswerBeforeStored && world.Faults.Occurs())
            return new AcceptOutcome.Accepted(++sequence);

        foreach (var each in transaction.Claims)
            Claims[each] = transaction.Id;
        world.Judge.Accepted(transaction);
        return new AcceptOutcome.Accepted(Take(transaction, TransactionState.Buffered).Sequence);
    }

    public Entry Take(Transaction transaction, TransactionState into, Lsn? lsn = null)
    {
        var entry = new Entry(transaction, ++sequence, into) { Lsn = lsn };
        Entries.Add(entry);
        byId.Add(entry.Id, entry);
        events.Add(entry.ToTaken());
        return entry;
    }

    public void Forget(Entry entry)
    {
        Entries.Remove(entry);
        byId.Remove(entry.Id);
    }

    public void Move(Entry entry, TransactionState into)
    {
        world.Judge.Moving(entry, into);
        entry.State = into;
        events.Add(into.IsFinal()
            ? new OverlayEvent.Released([entry.Id])
            : new OverlayEvent.Moved([entry.Id], into, entry.Lsn));
    }

    public bool IsHeldBack(Entry entry) => world.Sabotage != Sabotage.NoParking && Entries.Exists(other =>
        other.State is TransactionState.Failed or TransactionState.Parked
        && other.Sequence < entry.Sequence
        && other.Transaction.Entities.Any(entity => entry.Transaction.Entities.Contains(entity)));

    public OverlayUpdate ReadOverlay(OverlayVersion? known)
    {
        var current = new OverlayVersion("the only one", events.Count);
        return known is { } version && events.Count - version.Number <= EventsKept
            ? new OverlayUpdate(current, IsSnapshot: false, events[(int)version.Number..])
            : new OverlayUpdate(
                current, IsSnapshot: true, [.. Entries.Where(entry => !entry.State.IsFinal()).Select(entry => entry.ToTaken())]);
    }
}
