using CcatOps.Application.Monitoring;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Recovery;

internal sealed class JournaledBufferMonitor(IBufferMonitor monitor, BufferToJournal copies, JournalGuard guard) : IBufferMonitor
{
    public Task<BufferStatus> GetStatusAsync(CancellationToken cancellationToken) => guard.UseAsync(
        async () => await monitor.GetStatusAsync(cancellationToken) with { Notes = guard.Notes },
        alone =>
        {
            var states = alone.Known.ToLookup(entry => entry.State);
            return Task.FromResult(new BufferStatus
            {
                Depth = states[TransactionState.Buffered].Count(),
                Unconfirmed = states[TransactionState.Committed].Count(),
                Failed = states[TransactionState.Failed].Count(),
                Parked = 0,
                OldestAcceptedAt = states[TransactionState.Buffered].FirstOrDefault()?.Transaction.AcceptedAt,
                Totals = new Dictionary<string, long>(),
                IsAlone = true,
                Notes = guard.Notes,
                Refusal = guard.JournalFault,
            });
        },
        cancellationToken);

    public Task<BufferSafety> CheckSafetyAsync(CancellationToken cancellationToken) => guard.UseAsync(
        () => monitor.CheckSafetyAsync(cancellationToken),
        _ => Task.FromResult(new BufferSafety("journal", [])),
        cancellationToken);

    public Task PauseAsync(string reason, string principal, Transaction? audit, CancellationToken cancellationToken) =>
        DecideAsync(() => monitor.PauseAsync(reason, principal, audit, cancellationToken), audit, cancellationToken);

    public Task ResumeAsync(Transaction? audit, CancellationToken cancellationToken) =>
        DecideAsync(() => monitor.ResumeAsync(audit, cancellationToken), audit, cancellationToken);

    private Task<bool> DecideAsync(Func<Task> decideAsync, Transaction? audit, CancellationToken cancellationToken) =>
        guard.UseRedisJournaledAsync(
            async _ =>
            {
                await decideAsync();
                await copies.KeepAuditAsync(audit);
                return true;
            },
            cancellationToken);
}
