namespace CcatOps.Domain.Writes;

/// <summary>Why the main database did not take a transaction.</summary>
/// <param name="SqlState">PostgreSQL's code; null when no answer came.</param>
/// <param name="Message">PostgreSQL's message with its detail, or the network's.</param>
public sealed record Failure(string? SqlState, string Message)
{
    public FailureClass Class => FailureClasses.Of(SqlState);

    public override string ToString() => SqlState is null ? Message : $"{SqlState}: {Message}";
}
