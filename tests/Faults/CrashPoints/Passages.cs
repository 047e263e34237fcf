using CcatOps.Application.FaultInjection;
using CcatOps.Faults.Processes;

namespace CcatOps.Faults.CrashPoints;

/// <summary>The activity that reaches a fault point, and the number of the passing at which to break.</summary>
internal static class Passages
{
    /// <summary>Late enough to be in the middle of the load, where a place is passed more than a few times.</summary>
    public static int PassingOf(FaultPoint point) => point switch
    {
        FaultPoint.BeforeAccept or FaultPoint.AfterAccept or FaultPoint.BeforeJournal or FaultPoint.AfterJournal or FaultPoint.BeforeAnswer => 60,
        FaultPoint.BeforeFail or FaultPoint.AfterFail => 2,
        // The first is that of an empty buffer, at the start.
        FaultPoint.BeforeComplete or FaultPoint.AfterComplete => 2,
        FaultPoint.BetweenReads => 5,
        FaultPoint.BeforeEpoch or FaultPoint.AfterEpoch => 1,
        _ when IsInRecovery(point) || DecisionFor(point) is not null => 1,
        _ => 3,
    };

    public static Decision? DecisionFor(FaultPoint point) => point switch
    {
        FaultPoint.BeforeRetry or FaultPoint.AfterRetry => Decision.Retry,
        FaultPoint.BeforeEdit or FaultPoint.AfterEdit => Decision.Edit,
        FaultPoint.BeforeDiscard or FaultPoint.AfterDiscard or FaultPoint.DecisionTaken => Decision.Discard,
        _ => null,
    };

    public static bool NeedsFailures(FaultPoint point) =>
        point is FaultPoint.BeforeFail or FaultPoint.AfterFail || DecisionFor(point) is not null;

    public static bool IsInRecovery(FaultPoint point) =>
        point is FaultPoint.BeforeRestore or FaultPoint.AfterRestore or FaultPoint.BeforeComplete or FaultPoint.AfterComplete;
}
