namespace CcatOps.Simulation;

/// <summary>One safeguard taken away, to see that the rules notice. A simulation that cannot fail proves nothing.</summary>
public enum Sabotage
{
    None,

    /// <summary>Main keeps no markers.</summary>
    NoMarkers,

    /// <summary>The buffer hands transactions out and forgets them.</summary>
    PopFirst,

    /// <summary>Main takes batches under any epoch.</summary>
    NoFencing,

    /// <summary>Reads ask the replica first and the overlay second.</summary>
    ReplicaBeforeOverlay,

    /// <summary>A committed transaction is released before the replica shows it.</summary>
    EarlyRelease,

    /// <summary>Trouble with the link counts as an attempt.</summary>
    LinkCountsAsAttempt,

    /// <summary>A failed transaction does not hold back the later ones of its entities.</summary>
    NoParking,

    /// <summary>The buffer answers before it has stored.</summary>
    AnswerBeforeStored,

    /// <summary>The same idempotency key is taken twice.</summary>
    NoClaims,
}
