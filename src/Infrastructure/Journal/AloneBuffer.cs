using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Writes;
using CcatOps.Domain.Journal;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// Takes Redis's place while it is away: what the journal holds, in memory, and the journal alone on disk. What is visible here
/// is on stable storage.
/// </summary>
internal sealed class AloneBuffer
{
    private readonly SiteJournal journal;
    private readonly Lock sync = new();
    private readonly Dictionary<Guid, Entry> entries = [];
    private readonly Dictionary<string, (long Sequence, Guid Id)> claims = [];
    private readonly List<OverlayEvent> events = [];
    private readonly string history = Guid.NewGuid().ToString("N");
    private long next;
    private int waiting;

    /// <param name="journal">Where it keeps what it takes.</param>
    /// <param name="unsettled">What may still be on its way to main.</param>
    public AloneBuffer(SiteJournal journal, IEnumerable<JournaledTransaction> unsettled)
    {
        this.journal = journal;
        foreach (var kept in journal.Folder.Transactions(0))
            Claim(kept.Sequence, kept.Transaction);
        foreach (var kept in unsettled)
        {
            entries[kept.Id] = new Entry(kept.Sequence, kept.Transaction) { IsVisible = true };
            waiting++;
        }

        next = JournalRules.FirstAlone(journal.Greatest);
    }

    /// <summary>What waits for main, as far as the replica has told, in order.</summary>
    public IReadOnlyList<BufferedTransaction> Waiting
    {
        get
        {
            lock (sync)
                return [.. entries.Values.Where(entry => entry.IsVisible).OrderBy(entry => entry.Sequence).Select(Buffered)];
        }
    }

    public BufferedTransaction? Find(Guid id)
    {
        lock (sync)
            return entries.GetValueOrDefault(id) is { IsVisible: true } entry ? Buffered(entry) : null;
    }

    /// <exception cref="BufferUnavailableException">The journal cannot be written either; nothing was stored.</exception>
    public async Task<AcceptOutcome> AcceptAsync(Transaction transaction, int limit)
    {
        while (true)
        {
            Entry? found;
            (string Name, long Sequence, Guid Id)? claimed = null;
            lock (sync)
            {
                if (!entries.TryGetValue(transaction.Id, out found))
                {
                    claimed = Claimed(transaction);
                    if (claimed is { } claim)
                        entries.TryGetValue(claim.Id, out found);
                    else if (waiting >= limit)
                        return new AcceptOutcome.Full();
                    else
                        found = Take(transaction);
                }
            }

            if (found is not null && !await IsKeptAsync(found))
            {
                if (found.Transaction.Id == transaction.Id)
                    throw new BufferUnavailableException($"Redis is away, and so is the journal: {journal.Folder.Fault}");
                continue;
            }

            if (claimed is not { } held)
                return new AcceptOutcome.Accepted(found!.Sequence);
            if ((found?.Transaction ?? Load(held.Sequence, held.Id)) is { } holder)
                return new AcceptOutcome.Claimed(holder, held.Name);
            lock (sync)
                claims.Remove(held.Name);
        }
    }

    public OverlayUpdate Read(OverlayVersion? known)
    {
        OverlayVersion version;
        IReadOnlyList<BufferedTransaction> all;
        lock (sync)
        {
            version = new OverlayVersion(history, events.Count);
            if (known?.History == history)
                return new OverlayUpdate(version, IsSnapshot: false, events[(int)known.Number..]);
            all = Waiting;
        }

        return new OverlayUpdate(version, IsSnapshot: true, [.. all.Select(Taken)]);
    }

    /// <summary>Lets go of what the replica shows.</summary>
    public void Release(IReadOnlyCollection<Guid> ids)
    {
        lock (sync)
        {
            var released = ids.Where(id => entries.GetValueOrDefault(id) is { IsVisible: true }).ToArray();
            if (released.Length == 0)
                return;
            foreach (var id in released)
                entries[id].IsVisible = false;
            waiting -= released.Length;
            events.Add(new OverlayEvent.Released(released));
        }
    }

    private (string Name, long Sequence, Guid Id)? Claimed(Transaction transaction)
    {
        foreach (var name in transaction.Claims)
        {
            if (claims.TryGetValue(name, out var holder))
                return (name, holder.Sequence, holder.Id);
        }

        return null;
    }

    private Entry Take(Transaction transaction)
    {
        var entry = entries[transaction.Id] = new Entry(next++, transaction);
        Claim(entry.Sequence, transaction);
        waiting++;
        entry.Kept = KeepAsync(entry);
        return entry;
    }

    private async Task KeepAsync(Entry entry)
    {
        await journal.Folder.AppendAsync(new JournalRecord.Accepted(entry.Sequence, entry.Transaction), CancellationToken.None);
        lock (sync)
        {
            waiting--;
            Show(entry);
        }
    }

    private async Task<bool> IsKeptAsync(Entry entry)
    {
        try
        {
            await entry.Kept;
            return true;
        }
        catch (JournalUnavailableException)
        {
            lock (sync)
            {
                if (entries.GetValueOrDefault(entry.Transaction.Id) == entry && entries.Remove(entry.Transaction.Id))
                {
                    waiting--;
                    foreach (var name in entry.Transaction.Claims)
                        claims.Remove(name);
                }
            }

            return false;
        }
    }

    private void Show(Entry entry)
    {
        entry.IsVisible = true;
        waiting++;
        events.Add(Taken(Buffered(entry)));
    }

    private void Claim(long sequence, Transaction transaction)
    {
        foreach (var name in transaction.Claims)
            claims[name] = (sequence, transaction.Id);
    }

    private Transaction? Load(long sequence, Guid id) =>
        journal.Folder.Transactions(sequence).FirstOrDefault(kept => kept.Id == id)?.Transaction;

    private static BufferedTransaction Buffered(Entry entry) => new(entry.Transaction, entry.Sequence);

    private static OverlayEvent Taken(BufferedTransaction taken) =>
        new OverlayEvent.Taken(OverlayTransaction.Of(taken.Transaction, taken.Sequence, TransactionState.Buffered));

    private sealed class Entry(long sequence, Transaction transaction)
    {
        public long Sequence { get; } = sequence;

        public Transaction Transaction { get; } = transaction;

        public Task Kept { get; set; } = Task.CompletedTask;

        public bool IsVisible { get; set; }
    }
}
