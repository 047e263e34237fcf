using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts.InMemory;

/// <summary>Reads the queue, and has the switch that pauses it.</summary>
internal sealed class InMemoryViews(InMemoryState state, SequenceSeeder seeder, TimeProvider time) : IOverlayFeed, IBufferMonitor, ITransactionLog
{
    public Task<OverlayUpdate> ReadAsync(OverlayVersion? known, CancellationToken cancellationToken) => state.Step(() =>
    {
        var current = new OverlayVersion(state.History, state.Version);
        return known == current
            ? new OverlayUpdate(current, IsSnapshot: false, [])
            : new OverlayUpdate(current, IsSnapshot: true, [.. state.All.Where(entry => !entry.State.IsFinal()).Select(entry => entry.ToTaken())]);
    });

    public Task<BufferStatus> GetStatusAsync(CancellationToken cancellationToken) => state.Step(() => new BufferStatus
    {
        Depth = state.Waiting.Count(),
        Failed = state.In(TransactionState.Failed).Count(),
        Parked = state.In(TransactionState.Parked).Count(),
        WaitingBytes = state.Load(_ => true).Bytes,
        Unconfirmed = state.In(TransactionState.Committed).Count(),
        OldestAcceptedAt = state.Waiting.FirstOrDefault()?.Transaction.AcceptedAt,
        Totals = new Dictionary<string, long>(state.Totals),
        Pause = state.Pause,
    });

    public async Task<BufferSafety> CheckSafetyAsync(CancellationToken cancellationToken)
    {
        await seeder.SeedAsync(cancellationToken);
        return new BufferSafety("memory", []);
    }

    public Task PauseAsync(string reason, string principal, Transaction? audit, CancellationToken cancellationToken) =>
        NoteAsync(new DrainPause(reason, principal, time.GetUtcNow()), audit, cancellationToken);

    public Task ResumeAsync(Transaction? audit, CancellationToken cancellationToken) => NoteAsync(null, audit, cancellationToken);

    private async Task<bool> NoteAsync(DrainPause? pause, Transaction? audit, CancellationToken cancellationToken)
    {
        await seeder.SeedAsync(cancellationToken);
        return await state.Step(() =>
        {
            state.Pause = pause;
            return audit is null || state.Take(audit, TransactionState.Buffered) is not null;
        });
    }

    public Task<TransactionRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => state.Step(() => state.Find(id)?.ToRecord());

    public Task<TransactionPage> ListAsync(
        TransactionFilter filter, string? cursor, int limit, CancellationToken cancellationToken) => state.Step(() =>
    {
        var before = cursor is null ? long.MaxValue : Cursors.Decode<Place>(cursor).Sequence;
        var found = state.All.Reverse().Where(entry => entry.Sequence < before).Select(entry => entry.ToRecord()).Where(filter.Matches).ToArray();
        var items = found.Take(limit).ToArray();
        return new TransactionPage(items, found.Length > limit ? Cursors.Encode(new Place(items[^1].Sequence!.Value)) : null);
    });

    private sealed record Place(long Sequence);
}
