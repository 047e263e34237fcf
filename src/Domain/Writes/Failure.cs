namespace CcatOps.Domain.Writes;

/// <summary>Why the main database did not take a transaction.</summary>
/// <param name="SqlState">PostgreSQL's code; null when no answer came.</param>
/// <param name="Message">PostgreSQL's message, or the network's.</param>
public sealed record Failure(string? SqlState, string Message)
{
    /// <summary>The detail that PostgreSQL adds to its message, such as the conflicting values.</summary>
    public string? Detail { get; init; }

    public string? Table { get; init; }
    public string? Column { get; init; }
    public string? Constraint { get; init; }

    public FailureClass Class => FailureClasses.Of(SqlState);

    /// <summary>Whether it is the transaction that is refused, rather than main that cannot take any or not now.</summary>
    public bool ConcernsTransaction() => Class is FailureClass.Permanent or FailureClass.Other;

    /// <summary>
    /// Whether main may have refused it because it has it already. Markers are written first: what is wrong with a value or a reference shows
    /// only where the marker was new.
    /// </summary>
    public bool MayBeRepetition() => SqlState == "23505" || Class == FailureClass.Other;

    public override string ToString() =>
        (SqlState is null ? "" : $"{SqlState}: ") + Message + (Detail is null ? "" : $" ({Detail})");
}
