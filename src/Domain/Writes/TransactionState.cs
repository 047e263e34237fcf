namespace CcatOps.Domain.Writes;

/// <summary>
/// <c>Buffered</c>, <c>Applying</c>, <c>Committed</c> (at main), <c>Replicated</c> (seen on this site's replica); beside them
/// <c>Failed</c> (refused by main for good), <c>Parked</c> (behind a failed one) and <c>Discarded</c> (by a person).
/// </summary>
public enum TransactionState
{
    Buffered,
    Applying,
    Committed,
    Replicated,
    Failed,
    Parked,
    Discarded,
}

public static class TransactionStates
{
    /// <summary>A final state never changes again; only then may anything about the transaction expire.</summary>
    public static bool IsFinal(this TransactionState state) => state is TransactionState.Replicated or TransactionState.Discarded;

    /// <summary>Whether a client that waits for <paramref name="goal"/> need wait no longer, for better or worse.</summary>
    public static bool Settles(this TransactionState state, TransactionState goal) => state switch
    {
        TransactionState.Replicated or TransactionState.Discarded or TransactionState.Failed or TransactionState.Parked => true,
        TransactionState.Committed => goal == TransactionState.Committed,
        _ => false,
    };
}
