using CcatOps.Application.Draining;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Simulation.Servers;

/// <summary>The buffer as one process reaches it.</summary>
internal sealed class BufferPorts(World world, BufferServer server, Link link)
    : ITransactionBuffer, IDrainSource, IOverlayFeed, IFailedTransactions
{
    public Task<AcceptOutcome> AcceptAsync(Transaction transaction, BufferLimits limits, CancellationToken cancellationToken) =>
        link.CallAsync("accept", () => server.Accept(transaction, limits));

    public Task TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken) =>
        link.CallAsync("track", () => server.Find(transaction.Id) ?? server.Take(transaction, TransactionState.Committed, lsn));

    public Task<OverlayUpdate> ReadAsync(OverlayVersion? known, CancellationToken cancellationToken) =>
        link.CallAsync("overlay", () => server.ReadOverlay(known));

    public Task<bool> HoldLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        link.CallAsync("lease", () => server.HoldLease(holder, duration));

    public Task ReleaseLeaseAsync(string holder, CancellationToken cancellationToken) =>
        link.CallAsync("release lease", () => server.Lease = server.Holds(holder) ? null : server.Lease);

    public Task RaiseSequenceAsync(long greatestMarker, CancellationToken cancellationToken) => link.CallAsync("raise", () =>
    {
        server.RaiseSequence(greatestMarker);
        return true;
    });

    public Task<PeekOutcome> PeekAsync(string holder, BatchSize size, CancellationToken cancellationToken) =>
        link.CallAsync<PeekOutcome>("peek", () =>
        {
            if (!server.Holds(holder))
                return new PeekOutcome.LeaseLost();
            if (server.Pause is { } reason)
                return new PeekOutcome.Paused(reason);
            Park(server.Waiting);
            return Show(server.Waiting.Take(size.Count));
        });

    public Task<PeekOutcome.Batch> PeekBehindAsync(
        string holder,
        BatchSize size,
        IReadOnlyList<BufferedTransaction> underWay,
        IReadOnlyCollection<Guid> leftBehind,
        CancellationToken cancellationToken) =>
        link.CallAsync("peek behind", () =>
        {
            if (!server.Holds(holder) || server.Pause is not null)
                return PeekOutcome.Batch.Empty;
            Park(server.Waiting.Where(entry => leftBehind.Contains(entry.Transaction.Id)));
            if (!server.Waiting.Take(underWay.Count).Select(entry => entry.Transaction.Id).SequenceEqual(underWay.Select(entry => entry.Transaction.Id)))
                return PeekOutcome.Batch.Empty;
            Park(server.Waiting.Skip(underWay.Count));
            return Show(server.Waiting.Skip(underWay.Count).Take(size.Count));
        });

    private void Park(IEnumerable<Entry> entries)
    {
        foreach (var entry in entries.ToArray())
        {
            // Checked again for each, because parking one holds back the next.
            if (server.IsHeldBack(entry))
                server.Move(entry, TransactionState.Parked);
        }
    }

    private PeekOutcome.Batch Show(IEnumerable<Entry> oldest)
    {
        var batch = oldest.ToArray();
        foreach (var entry in batch.Where(entry => entry.State == TransactionState.Buffered))
            server.Move(entry, TransactionState.Applying);
        if (world.Sabotage == Sabotage.PopFirst)
            Array.ForEach(batch, server.Forget);
        return new PeekOutcome.Batch(
            [.. batch.Select(entry => new BufferedTransaction(entry.Transaction, entry.Sequence, entry.Attempts))]);
    }

    public Task ReturnAsync(string holder, IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) =>
        EachAsync(
            "return",
            transactionIds,
            entry => server.Holds(holder) && entry.State == TransactionState.Applying,
            entry => server.Move(entry, TransactionState.Buffered));

    public Task ConfirmAsync(IReadOnlyCollection<Guid> transactionIds, Lsn lsn, CancellationToken cancellationToken) =>
        EachAsync("confirm", transactionIds, entry => entry.IsWaiting, entry =>
        {
            entry.Lsn = lsn;
            server.Move(entry, TransactionState.Committed);
            if (world.Sabotage == Sabotage.EarlyRelease)
                server.Move(entry, TransactionState.Replicated);
        });

    public Task FailAsync(string holder, Guid transactionId, Failure failure, CancellationToken cancellationToken) =>
        EachAsync("fail", [transactionId], entry => server.Holds(holder) && entry.IsWaiting, entry =>
        {
            entry.Attempts++;
            server.Move(entry, TransactionState.Failed);
        });

    public Task CountAttemptAsync(Guid transactionId, Failure failure, CancellationToken cancellationToken) =>
        EachAsync("count attempt", [transactionId], entry => entry.IsWaiting, entry =>
        {
            entry.Attempts++;
            world.Judge.HasNews = true;
        });

    public Task ReleaseAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) =>
        EachAsync("release", transactionIds, entry => entry.State == TransactionState.Committed, entry => server.Move(entry, TransactionState.Replicated));

    public Task<IReadOnlyList<Guid>?> RetryAsync(Guid id, Transaction? audit, CancellationToken cancellationToken) =>
        link.CallAsync<IReadOnlyList<Guid>?>("retry", () => Resolve(id, audit, PutBack, PutBack));

    public Task<IReadOnlyList<Guid>?> EditAsync(
        Transaction edited, TransactionEdit edit, int earlierEdits, Transaction? audit, CancellationToken cancellationToken) =>
        link.CallAsync<IReadOnlyList<Guid>?>("edit", () =>
            server.Find(edited.Id) is { State: TransactionState.Failed } entry && entry.Edits == earlierEdits
                ? Resolve(edited.Id, audit, put => PutBack(put, edited), PutBack)
                : null);

    public Task<DiscardOutcome?> DiscardAsync(
        Guid id, bool releaseFollowers, string reason, string principal, Transaction? audit, CancellationToken cancellationToken) =>
        link.CallAsync("discard", () => Resolve(id, audit, Discard, releaseFollowers ? PutBack : Discard) switch
        {
            null => null,
            var ids => releaseFollowers ? new DiscardOutcome([id], ids[1..]) : new DiscardOutcome(ids, []),
        });

    public Task PauseAsync(string? reason) => link.CallAsync(reason is null ? "resume" : "pause", () => server.Pause = reason);

    private Task EachAsync(string what, IReadOnlyCollection<Guid> ids, Func<Entry, bool> applies, Action<Entry> step) =>
        link.CallAsync(what, () =>
        {
            foreach (var entry in ids.Select(server.Find).OfType<Entry>().Where(applies))
                step(entry);
            return true;
        });

    private void PutBack(Entry entry) => server.Move(entry, TransactionState.Buffered);

    private void PutBack(Entry entry, Transaction edited)
    {
        entry.Edit(edited);
        PutBack(entry);
    }

    private void Discard(Entry entry)
    {
        server.Move(entry, TransactionState.Discarded);
        foreach (var claim in entry.Transaction.Claims)
            server.Claims.Remove(claim);
    }

    private Guid[]? Resolve(Guid id, Transaction? audit, Action<Entry> resolve, Action<Entry> resolveFollower)
    {
        if (server.Find(id) is not { State: TransactionState.Failed } failed)
            return null;
        if (audit is not null)
            server.Accept(audit, int.MaxValue);
        resolve(failed);
        var followers = new List<Guid>();
        foreach (var parked in server.Entries.Where(entry => entry.State == TransactionState.Parked).ToArray())
        {
            if (server.IsHeldBack(parked))
                continue;
            resolveFollower(parked);
            followers.Add(parked.Id);
        }

        return [id, .. followers];
    }
}
