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
    /// <summary>The meaning of a state, in words for people.</summary>
    public static string Meaning(this TransactionState state) => state switch
    {
        TransactionState.Buffered => "Safe in the buffer of this site, waits for the main database.",
        TransactionState.Applying => "In a batch that is being sent, or was sent and not answered.",
        TransactionState.Committed => "In the main database, not yet seen on this site's replica.",
        TransactionState.Replicated => "Seen on this site's replica; at a main site: written.",
        TransactionState.Failed => "Refused by the main database for good; waits for a person to retry, edit or discard it.",
        TransactionState.Parked => "Waits behind a failed transaction that shares an entity, such as an execution with its files.",
        TransactionState.Discarded => "Given up by a person, with a reason.",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

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
