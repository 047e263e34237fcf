using CcatOps.Faults.Evaluation;

namespace CcatOps.Faults.Report;

/// <summary>A row of the report: all runs of one attack together.</summary>
internal sealed record Outcome(
    string Guarantee,
    string Attack,
    bool IsNegativeControl,
    int Runs,
    int Times,
    int Accepted,
    int Lost,
    int Twice,
    int OutOfOrder,
    int FalseFailures,
    int ReadsBack,
    int Refused,
    int Others)
{
    private static readonly ViolationKind[] counted =
    [
        ViolationKind.Lost, ViolationKind.Twice, ViolationKind.OutOfOrder, ViolationKind.FalseFailure, ViolationKind.Vanished, ViolationKind.Refused,
    ];

    public static Outcome Of(Attack attack, Verdict verdict) => new(
        attack.Guarantee, attack.Name, attack.IsNegativeControl, 1, attack.Times, verdict.Accepted, verdict.Count(ViolationKind.Lost),
        verdict.Count(ViolationKind.Twice), verdict.Count(ViolationKind.OutOfOrder), verdict.Count(ViolationKind.FalseFailure),
        verdict.Count(ViolationKind.Vanished), verdict.Count(ViolationKind.Refused), verdict.Violations.Count(violation => !counted.Contains(violation.Kind)));

    public Outcome Plus(Outcome other) => this with
    {
        Runs = Runs + other.Runs,
        Times = Times + other.Times,
        Accepted = Accepted + other.Accepted,
        Lost = Lost + other.Lost,
        Twice = Twice + other.Twice,
        OutOfOrder = OutOfOrder + other.OutOfOrder,
        FalseFailures = FalseFailures + other.FalseFailures,
        ReadsBack = ReadsBack + other.ReadsBack,
        Refused = Refused + other.Refused,
        Others = Others + other.Others,
    };
}
