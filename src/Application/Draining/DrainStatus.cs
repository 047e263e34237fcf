using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

/// <summary>Reports what the drain of this process does, and why.</summary>
/// <param name="State">Its state.</param>
/// <param name="Reason">Why it does not run, in words; null while it runs.</param>
/// <param name="LastError">The last thing that went wrong since the start.</param>
/// <param name="Cause">The kind of failure for which it waits for main; null while it does not wait.</param>
public sealed record DrainStatus(DrainState State, string? Reason = null, string? LastError = null, FailureClass? Cause = null)
{
    /// <summary>Returns the state that a pause or its end gives at once; the drain itself notices at its next step.</summary>
    public DrainStatus Under(DrainPause? pause) => (pause, State) switch
    {
        ({ Reason: var reason }, _) => new(DrainState.Paused, reason, LastError),
        (null, DrainState.Paused) => new(DrainState.Running, LastError: LastError),
        _ => this,
    };
}

/// <summary>A transaction that was not applied for a reason that may pass, and that others are let past.</summary>
public sealed record SetAside(Guid TransactionId, string Operation, Failure Failure, DateTimeOffset Since);
