using CcatOps.Application.Draining;
using CcatOps.Application.Transactions;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts.InMemory;

/// <summary>Changes the queue. Each member is one step under one lock: all of it happens, or nothing.</summary>
internal sealed class InMemoryBuffer(InMemoryState state, SequenceSeeder seeder, TimeProvider time)
    : ITransactionBuffer, IDrainSource, IFailedTransactions
{
    public async Task<AcceptOutcome> AcceptAsync(Transaction transaction, BufferLimits limits, CancellationToken cancellationToken)
    {
        await seeder.SeedAsync(cancellationToken);
        return await state.Step<AcceptOutcome>(() =>
        {
            if (state.Find(transaction.Id) is { } earlier)
                return new AcceptOutcome.Accepted(earlier.Sequence);
            if (transaction.Claims.FirstOrDefault(state.Claims.ContainsKey) is { } claim)
                return new AcceptOutcome.Claimed(state.Find(state.Claims[claim])!.Transaction, claim);
            if (limits.FindShortage(state.Load(_ => true), state.Load(of => of == transaction.Principal)) is { } shortage)
                return new AcceptOutcome.Full(shortage);
            foreach (var each in transaction.Claims)
                state.Claims[each] = transaction.Id;
            return new AcceptOutcome.Accepted(state.Take(transaction, TransactionState.Buffered).Sequence);
        });
    }

    public async Task TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken)
    {
        await seeder.SeedAsync(cancellationToken);
        await state.Step(() =>
        {
            foreach (var claim in transaction.Claims)
                state.Claims.TryAdd(claim, transaction.Id);
            return state.Find(transaction.Id) ?? state.Take(transaction, TransactionState.Committed, lsn);
        });
    }

    public Task<bool> HoldLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellationToken) => state.Step(() =>
    {
        if (state.Lease is { } lease && lease.Holder != holder && state.Holds(lease.Holder))
            return false;
        state.Lease = (holder, time.GetTimestamp(), duration);
        return true;
    });

    public Task ReleaseLeaseAsync(string holder, CancellationToken cancellationToken) =>
        state.Step(() => state.Lease = state.Holds(holder) ? null : state.Lease);

    public Task<PeekOutcome> PeekAsync(string holder, BatchSize size, CancellationToken cancellationToken) =>
        state.Step<PeekOutcome>(() =>
        {
            if (!state.Holds(holder))
                return new PeekOutcome.LeaseLost();
            if (state.Pause is { } pause)
                return new PeekOutcome.Paused(pause.Reason);
            Park(state.Waiting);
            return Show(state.Waiting, size);
        });

    public Task<PeekOutcome.Batch> PeekBehindAsync(
        string holder,
        BatchSize size,
        IReadOnlyList<BufferedTransaction> underWay,
        IReadOnlyCollection<Guid> leftBehind,
        CancellationToken cancellationToken) =>
        state.Step(() =>
        {
            if (!state.Holds(holder) || state.Pause is not null)
                return PeekOutcome.Batch.Empty;
            Park(state.Waiting.Where(entry => leftBehind.Contains(entry.Transaction.Id)));
            if (!state.Waiting.Take(underWay.Count).Select(entry => entry.Transaction.Id).SequenceEqual(underWay.Select(entry => entry.Transaction.Id)))
                return PeekOutcome.Batch.Empty;
            Park(state.Waiting.Skip(underWay.Count));
            return Show(state.Waiting.Skip(underWay.Count), size);
        });

    private void Park(IEnumerable<InMemoryEntry> entries)
    {
        foreach (var entry in entries.Where(state.IsHeldBack))
            state.Move(entry, TransactionState.Parked);
    }

    private PeekOutcome.Batch Show(IEnumerable<InMemoryEntry> oldest, BatchSize size)
    {
        var room = size.Bytes;
        var batch = oldest.Take(size.Count).TakeWhile((entry, index) => (room -= entry.Bytes) >= 0 || index == 0).ToArray();
        foreach (var entry in batch.Where(entry => entry.State == TransactionState.Buffered))
            state.Move(entry, TransactionState.Applying);
        return new PeekOutcome.Batch([.. batch.Select(entry => new BufferedTransaction(entry.Transaction, entry.Sequence, entry.Attempts))]);
    }

    public Task ReturnAsync(string holder, IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) => state.Step(() =>
        state.Holds(holder) && Each(state.In(TransactionState.Applying), transactionIds, PutBack));

    public Task ConfirmAsync(IReadOnlyCollection<Guid> transactionIds, Lsn lsn, CancellationToken cancellationToken) => state.Step(() =>
        Each(state.Waiting, transactionIds, entry => state.Move(entry with { Lsn = lsn }, TransactionState.Committed)));

    public Task FailAsync(string holder, Guid transactionId, Failure failure, CancellationToken cancellationToken) => state.Step(() =>
        state.Holds(holder)
        && Each(state.Waiting, [transactionId], entry => state.Move(entry.After(failure, time.GetUtcNow()), TransactionState.Failed)));

    public Task CountAttemptAsync(Guid transactionId, Failure failure, CancellationToken cancellationToken) => state.Step(() =>
        Each(state.Waiting, [transactionId], entry => state.Move(entry.After(failure, time.GetUtcNow()), entry.State)));

    public Task ReleaseAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) => state.Step(() =>
        Each(state.In(TransactionState.Committed), transactionIds, entry => state.Move(entry, TransactionState.Replicated)));

    public Task RaiseSequenceAsync(long greatestMarker, CancellationToken cancellationToken) =>
        seeder.RaiseAsync(greatestMarker, cancellationToken);

    public Task<IReadOnlyList<Guid>?> RetryAsync(Guid id, Transaction? audit, CancellationToken cancellationToken) =>
        state.Step<IReadOnlyList<Guid>?>(() => Resolve(id, PutBackAnew, PutBack, audit));

    public Task<IReadOnlyList<Guid>?> EditAsync(
        Transaction edited, TransactionEdit edit, int earlierEdits, Transaction? audit, CancellationToken cancellationToken) =>
        state.Step<IReadOnlyList<Guid>?>(() => state.Find(edited.Id)?.Edits.Length == earlierEdits
            ? Resolve(edited.Id, entry => PutBackAnew(entry.With(edited, edit)), PutBack, audit)
            : null);

    public Task<DiscardOutcome?> DiscardAsync(
        Guid id, bool releaseFollowers, string reason, string principal, Transaction? audit, CancellationToken cancellationToken)
    {
        return state.Step(() => Resolve(id, Discard, releaseFollowers ? PutBack : Discard, audit) switch
        {
            null => null,
            var ids when releaseFollowers => new DiscardOutcome([id], ids[1..]),
            var ids => new DiscardOutcome(ids, []),
        });

        void Discard(InMemoryEntry entry)
        {
            state.Move(entry with { Reason = reason }, TransactionState.Discarded);
            foreach (var claim in entry.Transaction.Claims)
                state.Claims.Remove(claim);
        }
    }

    private static bool Each(IEnumerable<InMemoryEntry> among, IReadOnlyCollection<Guid> ids, Action<InMemoryEntry> step)
    {
        foreach (var entry in among.Where(entry => ids.Contains(entry.Transaction.Id)))
            step(entry);
        return true;
    }

    private void PutBackAnew(InMemoryEntry entry) => PutBack(entry with { Attempts = 0 });

    private void PutBack(InMemoryEntry entry) => state.Move(entry, TransactionState.Buffered);

    /// <summary>Resolves, in order, the parked transactions that nothing before them holds back any more.</summary>
    private Guid[]? Resolve(Guid id, Action<InMemoryEntry> resolve, Action<InMemoryEntry> resolveFollower, Transaction? audit)
    {
        if (state.Find(id) is not { State: TransactionState.Failed } failed)
            return null;
        resolve(failed);
        var followers = new List<Guid>();
        foreach (var parked in state.In(TransactionState.Parked).Where(parked => !state.IsHeldBack(parked)))
        {
            resolveFollower(parked);
            followers.Add(parked.Transaction.Id);
        }

        if (audit is not null)
            state.Take(audit, TransactionState.Buffered);
        return [id, .. followers];
    }
}
