namespace CcatOps.Application.FaultInjection;

/// <summary>Single safeguards that a test turns off, to see that an attack then does harm.</summary>
public enum Mutant
{
    /// <summary>The effect is written without its marker.</summary>
    NoMarker,

    /// <summary>Transactions are sent again without reading the markers.</summary>
    MarkersNotAsked,

    /// <summary>A batch leaves the queue before main has it.</summary>
    PopBeforeApply,

    /// <summary>Main takes a batch under any epoch, from any session.</summary>
    NoFencing,

    /// <summary>A link that breaks uses up an attempt.</summary>
    LinkErrorsCount,

    /// <summary>A failed transaction does not hold back the later ones of its entities.</summary>
    NoHoldBack,

    /// <summary>Idempotency keys and ids made by clients are not claimed.</summary>
    ClaimsIgnored,

    /// <summary>Log positions are compared as text.</summary>
    LsnAsText,

    /// <summary>A transaction is released before the replica shows it.</summary>
    ReleasedUnseen,

    /// <summary>The replica is read first, and the overlay after it.</summary>
    ReplicaReadFirst,

    /// <summary>Redis is used without a look at the canary and the counter.</summary>
    CanaryUnchecked,

    /// <summary>After its append an accept does not look whether the journal was rebuilt into Redis meanwhile.</summary>
    GenerationUnchecked,

    /// <summary>A rebuilt Redis is declared complete by what this process remembers of the journal.</summary>
    CompletedFromMemory,

    /// <summary>The journal does not get what only Redis has, neither at a start nor before a repetition is answered.</summary>
    MissingNotCopied,

    /// <summary>A write whose fate is unknown is accepted under a new id when it is repeated.</summary>
    RepetitionForgotten,

    /// <summary>A counter that was lost continues right after what the journal knows.</summary>
    SequenceNotRaised,

    /// <summary>Main is not asked whether it still has what it had applied.</summary>
    NotReconciled,
}
