namespace CcatOps.Domain.Replication;

/// <summary>When to look for a transaction's marker on the replica. Only the marker confirms; the LSN is a cheap hint.</summary>
public static class ConfirmationRules
{
    /// <param name="committed">A log position at or after the commit at main.</param>
    /// <param name="replayed">How far the replica has replayed; null when LSN tracking is off.</param>
    /// <param name="waited">How long the transaction has waited for its confirmation.</param>
    /// <param name="timeout">From then on the hint is no longer trusted: positions of another timeline do not compare.</param>
    public static bool IsWorthLooking(Lsn committed, Lsn? replayed, TimeSpan waited, TimeSpan timeout) =>
        replayed is not { } position || committed <= position || waited >= timeout;
}
