using System.Collections.Concurrent;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Journal;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>
/// Takes the place of Redis while it is unavailable: the transactions that are not final, in memory, and the journal alone on disk. It
/// follows the journal, for another process may still write there what it took from Redis.
/// </summary>
internal sealed class AloneBuffer
{
    private readonly SiteJournal journal;
    private readonly TimeSpan timeout;
    private readonly TimeProvider time;
    private readonly Lock sync = new();
    private readonly Dictionary<Guid, AloneEntry> entries = [];
    private readonly Dictionary<string, Guid> claims = [];
    private readonly HashSet<Guid> released = [];
    private readonly Dictionary<string, BufferLoad> waitingOf = [];
    private readonly ConcurrentQueue<JournalRecord> found = [];
    private readonly AloneEvents events = new();
    private readonly SequenceSet discarded;
    private long next;
    private BufferLoad waiting;

    /// <param name="journal">The journal, which is followed from now on.</param>
    /// <param name="timeout">How long an answer waits for its disk.</param>
    /// <param name="time">The clock.</param>
    public AloneBuffer(SiteJournal journal, TimeSpan timeout, TimeProvider time)
    {
        (this.journal, this.timeout, this.time) = (journal, timeout, time);
        journal.Folder.Follow(found.Enqueue);
        foreach (var unsettled in journal.Folder.Unsettled().Concat(journal.PendingTransactions))
            Add(unsettled);
        discarded = journal.Folder.Discarded();
        next = JournalRules.FirstAlone(journal.Greatest);
    }

    /// <summary>The transactions that are not final, as far as is known, ascending by sequence.</summary>
    public IReadOnlyList<JournaledTransaction> Known
    {
        get
        {
            Follow();
            lock (sync)
                return [.. entries.Values.Where(entry => entry.IsVisible).Select(entry => entry.Content).OrderBy(entry => entry.Sequence)];
        }
    }

    public JournaledTransaction? Find(Guid id)
    {
        Follow();
        lock (sync)
            return entries.GetValueOrDefault(id) is { IsVisible: true } entry ? entry.Content : null;
    }

    /// <exception cref="BufferUnavailableException">The journal cannot be written either. The write may be in it.</exception>
    public async Task<AcceptOutcome> AcceptAsync(Transaction transaction, BufferLimits limits)
    {
        while (true)
        {
            AloneEntry? entry;
            (string Name, Transaction Holder)? claimed = null;
            Follow();
            var earlier = journal.Folder.FindHolder(transaction, discarded);
            lock (sync)
            {
                if (!entries.TryGetValue(transaction.Id, out entry))
                {
                    claimed = Claimed(transaction) ?? earlier;
                    if (claimed is { } claim)
                        entries.TryGetValue(claim.Holder.Id, out entry);
                    else if (limits.FindShortage(waiting, waitingOf.GetValueOrDefault(transaction.Principal)) is { } shortage)
                        return new AcceptOutcome.Full(shortage);
                    else
                        entry = Take(new(next++, transaction));
                }
            }

            if (entry is not null && !await IsKeptAsync(entry))
            {
                if (entry.Content.Id == transaction.Id)
                    throw new BufferUnavailableException($"Redis is unavailable. {journal.Fault ?? "The journal cannot be written."}");
                continue;
            }

            return claimed is { } held ? new AcceptOutcome.Claimed(held.Holder, held.Name) : new AcceptOutcome.Accepted(entry!.Content.Sequence);
        }
    }

    /// <summary>Shows a transaction that was written directly to main.</summary>
    /// <exception cref="BufferUnavailableException">The journal cannot be written.</exception>
    public async Task TrackAsync(Transaction transaction, Lsn lsn)
    {
        AloneEntry? entry;
        lock (sync)
        {
            if (!entries.TryGetValue(transaction.Id, out entry))
                entry = Take(new(next++, transaction) { IsDirect = true, State = TransactionState.Committed, Lsn = lsn });
        }

        if (!await IsKeptAsync(entry))
            throw new BufferUnavailableException($"Redis is unavailable. {journal.Fault ?? "The journal cannot be written."}");
    }

    public OverlayUpdate Read(OverlayVersion? known)
    {
        Follow();
        lock (sync)
        {
            if (events.Since(known) is { } update)
                return update;
            return events.Snapshot(entries.Values.Where(entry => entry.IsVisible).Select(entry => entry.Content).OrderBy(entry => entry.Sequence));
        }
    }

    /// <summary>Removes transactions that the replica shows.</summary>
    public void Release(IReadOnlyCollection<Guid> ids)
    {
        lock (sync)
        {
            var shown = ids.Where(id => entries.GetValueOrDefault(id) is { IsVisible: true }).ToArray();
            if (shown.Length == 0)
                return;
            foreach (var id in shown)
                Remove(entries[id]);
            released.UnionWith(shown);
            events.Add(new OverlayEvent.Released(shown));
        }
    }

    /// <summary>Ends following the journal.</summary>
    public void Close() => journal.Folder.Follow(null);

    /// <summary>Takes in what another process has written to the journal.</summary>
    private void Follow()
    {
        try
        {
            journal.Folder.LookAgain();
            JournalStates? states = null;
            while (found.TryDequeue(out var record))
            {
                if (JournaledTransaction.Of(record) is not { } other || IsKnown(other.Id))
                    continue;
                states ??= journal.Folder.States();
                if (!states.Final.Contains(other.Sequence))
                    Add(other.IsDirect ? other : other with { State = states.Of(other.Sequence), Lsn = states.CommittedLsn });
            }
        }
        catch (JournalUnavailableException exception)
        {
            throw new BufferUnavailableException($"Redis is unavailable. {exception.Message}", exception);
        }
    }

    private bool IsKnown(Guid id)
    {
        lock (sync)
            return entries.ContainsKey(id) || released.Contains(id);
    }

    private void Add(JournaledTransaction unsettled)
    {
        lock (sync)
        {
            if (!entries.ContainsKey(unsettled.Id))
                Show(Insert(new AloneEntry(unsettled)));
        }
    }

    private (string Name, Transaction Holder)? Claimed(Transaction transaction)
    {
        foreach (var name in transaction.Claims)
        {
            if (claims.TryGetValue(name, out var id))
                return (name, entries[id].Content.Transaction);
        }

        return null;
    }

    private AloneEntry Take(JournaledTransaction taken)
    {
        var entry = Insert(new AloneEntry(taken));
        entry.Kept = KeepAsync(entry);
        return entry;
    }

    private AloneEntry Insert(AloneEntry entry)
    {
        entries[entry.Content.Id] = entry;
        foreach (var name in entry.Content.Transaction.Claims)
            claims.TryAdd(name, entry.Content.Id);
        Count(entry, 1);
        return entry;
    }

    private async Task KeepAsync(AloneEntry entry)
    {
        var (sequence, transaction) = entry.Content;
        await journal.Folder.AppendAsync(entry.Content.IsDirect
            ? new JournalRecord.Direct(sequence, transaction, entry.Content.Lsn!.Value)
            : new JournalRecord.Accepted(sequence, transaction));
        lock (sync)
            Show(entry);
    }

    private async Task<bool> IsKeptAsync(AloneEntry entry)
    {
        try
        {
            await entry.Kept.WaitAsync(timeout, time);
            return true;
        }
        catch (TimeoutException exception)
        {
            throw new BufferUnavailableException("Redis is unavailable, and the journal's disk does not answer.", exception);
        }
        catch (JournalUnavailableException)
        {
            lock (sync)
            {
                if (entries.GetValueOrDefault(entry.Content.Id) == entry)
                    Remove(entry);
            }

            return false;
        }
    }

    private void Remove(AloneEntry entry)
    {
        entries.Remove(entry.Content.Id);
        Count(entry, -1);
        foreach (var name in entry.Content.Transaction.Claims.Where(name => claims.GetValueOrDefault(name) == entry.Content.Id))
            claims.Remove(name);
    }

    private void Count(AloneEntry entry, int sign)
    {
        var (load, principal) = (entry.Load, entry.Content.Transaction.Principal);
        waiting = Sum(waiting);
        waitingOf[principal] = Sum(waitingOf.GetValueOrDefault(principal));
        if (waitingOf[principal].Transactions == 0)
            waitingOf.Remove(principal);

        BufferLoad Sum(BufferLoad before) => new(before.Transactions + sign * load.Transactions, before.Bytes + sign * load.Bytes);
    }

    private void Show(AloneEntry entry)
    {
        if (entry.IsVisible)
            return;
        entry.IsVisible = true;
        events.Add(AloneEvents.Taken(entry.Content));
    }

    private sealed class AloneEntry(JournaledTransaction content)
    {
        public JournaledTransaction Content => content;

        /// <summary>Its share of the load that waits for main; only that is bounded.</summary>
        public BufferLoad Load { get; } = content.State == TransactionState.Buffered ? new(1, new PackedTransaction(content.Transaction).Body.Length) : default;

        public Task Kept { get; set; } = Task.CompletedTask;

        public bool IsVisible { get; set; }
    }
}
