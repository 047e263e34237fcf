namespace CcatOps.Domain.Writes;

/// <summary>
/// <c>buffered</c>, <c>applying</c>, <c>committed</c> (at main), <c>replicated</c> (seen on this site's replica); beside them
/// <c>failed</c> (refused by main for good), <c>parked</c> (behind a failed one) and <c>discarded</c> (by a person).
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
