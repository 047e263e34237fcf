namespace CcatOps.Faults.Evaluation;

internal enum ViolationKind
{
    /// <summary>An answered write is nowhere.</summary>
    Lost,

    /// <summary>A write took effect more than once, or is held in two places.</summary>
    Twice,

    /// <summary>Writes to one entity were applied in another order than they were answered.</summary>
    OutOfOrder,

    /// <summary>A row has other values than were sent.</summary>
    WrongValues,

    /// <summary>A marker without its effect, or the reverse, or what nobody sent.</summary>
    Unaccounted,

    /// <summary>A client did not see its own write, or saw it go back.</summary>
    Vanished,

    /// <summary>Failed or parked, and nobody provoked it.</summary>
    FalseFailure,

    /// <summary>A request got an answer that it should not get.</summary>
    WrongAnswer,

    /// <summary>The replica shows something else than main.</summary>
    ReplicaDiffers,

    /// <summary>Not at rest within the bound.</summary>
    NotSettled,

    /// <summary>A request was refused, or the whole site accepted nothing for too long, and no fault justifies it.</summary>
    Refused,

    /// <summary>A write was never answered, and nothing explains it.</summary>
    Open,

    /// <summary>A phase of a load in which no write was accepted.</summary>
    NothingWritten,
}
