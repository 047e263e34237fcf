namespace CcatOps.Faults.Evaluation;

/// <summary>A request that got status 5xx or no answer.</summary>
/// <param name="Started">When it was sent (<see cref="System.Diagnostics.Stopwatch"/>).</param>
/// <param name="Ended">When the answer came or the client gave up.</param>
/// <param name="IsWrite">Whether it was to change data.</param>
/// <param name="Problem">The last part of the problem's type; <see cref="NoAnswer"/>: there was no answer.</param>
/// <param name="Request">The method and path.</param>
internal sealed record Refusal(long Started, long Ended, bool IsWrite, string Problem, string Request)
{
    public const string NoAnswer = "no-answer";
}
