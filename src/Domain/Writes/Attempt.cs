namespace CcatOps.Domain.Writes;

/// <summary>One time that the main database refused a transaction.</summary>
/// <param name="At">When, by this site's clock.</param>
/// <param name="Error">Why.</param>
public sealed record Attempt(DateTimeOffset At, Failure Error)
{
    /// <summary>How many of a transaction are kept, the newest ones; all are counted.</summary>
    public const int Kept = 20;
}
