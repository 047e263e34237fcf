using CcatOps.Application.Monitoring;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

/// <summary>What this process's drain does and why, for those who ask.</summary>
/// <param name="State">What it does.</param>
/// <param name="Reason">Why it does not run, in words; null while it runs.</param>
/// <param name="LastError">The last thing that went wrong since the start.</param>
/// <param name="Cause">What kind of trouble it waits for main with; null while it does not.</param>
public sealed record DrainStatus(DrainState State, string? Reason = null, string? LastError = null, FailureClass? Cause = null)
{
    /// <summary>What holds at once when the drain is paused or resumed; the drain itself notices at its next step.</summary>
    public DrainStatus Under(DrainPause? pause) => (pause, State) switch
    {
        ({ Reason: var reason }, _) => new(DrainState.Paused, reason, LastError),
        (null, DrainState.Paused) => new(DrainState.Running, LastError: LastError),
        _ => this,
    };
}

/// <summary>A transaction that was not applied for a reason that may pass, and that others are let past.</summary>
public sealed record SetAside(Guid TransactionId, string Operation, Failure Failure, DateTimeOffset Since);
