using CcatOps.Application.FaultInjection;
using CcatOps.Domain.Replication;

namespace CcatOps.Application.Draining;

/// <summary>Notes in the buffer what main has applied: one batch after the other, while main is at the next.</summary>
internal sealed class Confirmations(IDrainSource source)
{
    private Task begun = Task.CompletedTask;
    private TaskCompletionSource next = NewSource();

    /// <summary>Ends when something has been noted as applied, so that there is something to follow.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    /// <summary>Ends when all that was begun so far is noted.</summary>
    public Task Begun => begun;

    public void Begin(Guid[] applied, Lsn lsn, CancellationToken cancellationToken) =>
        begun = ConfirmAsync(begun, applied, lsn, cancellationToken);

    /// <summary>As <see cref="Begun"/>; a failure is told once.</summary>
    public Task DoneAsync() => Interlocked.Exchange(ref begun, Task.CompletedTask);

    public void Tell() => Interlocked.Exchange(ref next, NewSource()).SetResult();

    private async Task ConfirmAsync(Task before, Guid[] applied, Lsn lsn, CancellationToken cancellationToken)
    {
        await before;
        if (applied.Length == 0)
            return;
        Fault.Reach(FaultPoint.BeforeConfirm);
        await source.ConfirmAsync(applied, lsn, cancellationToken);
        Fault.Reach(FaultPoint.AfterConfirm);
        Tell();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
