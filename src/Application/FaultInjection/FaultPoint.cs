namespace CcatOps.Application.FaultInjection;

/// <summary>
/// Places at which a test kills, freezes or holds the service, in the order in which a write comes by them. The builds that are
/// shipped have the names only.
/// </summary>
public enum FaultPoint
{
    BeforeAccept,

    /// <summary>The buffer has the write; nobody knows yet.</summary>
    AfterAccept,

    /// <summary>The buffer has the write and gave it its place; the journal does not know yet.</summary>
    BeforeJournal,

    AfterJournal,

    /// <summary>All that is left to do is to answer.</summary>
    BeforeAnswer,

    /// <summary>This process drains from now on, and main does not know yet.</summary>
    BeforeEpoch,

    AfterEpoch,

    /// <summary>The batch is marked as being applied.</summary>
    BeforeBatch,

    /// <summary>The batch is on its way; main may commit it at any time.</summary>
    BatchSent,

    /// <summary>Main has committed and said so.</summary>
    BeforeConfirm,

    AfterConfirm,

    /// <summary>Main has refused a transaction for good.</summary>
    BeforeFail,

    AfterFail,

    /// <summary>A person wants a failed transaction to be tried again.</summary>
    BeforeRetry,

    AfterRetry,

    /// <summary>A person gives a failed transaction up.</summary>
    BeforeDiscard,

    AfterDiscard,

    /// <summary>A person gave a failed transaction other values, and main would take them.</summary>
    BeforeEdit,

    AfterEdit,

    /// <summary>A decision about a failed transaction is in the buffer; the journal does not know yet.</summary>
    DecisionTaken,

    /// <summary>The replica shows transactions, which leave the overlay next.</summary>
    BeforeRelease,

    AfterRelease,

    /// <summary>A read has the overlay and goes on to the database.</summary>
    BetweenReads,

    /// <summary>The buffer has lost something, and gets some of it back next.</summary>
    BeforeRestore,

    AfterRestore,

    /// <summary>The buffer has everything again, and is declared complete next.</summary>
    BeforeComplete,

    AfterComplete,
}
