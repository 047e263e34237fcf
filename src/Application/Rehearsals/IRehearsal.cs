using CcatOps.Application.Errors;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Rehearsals;

/// <summary>Tries transactions against the main database and takes everything back.</summary>
public interface IRehearsal
{
    /// <summary>
    /// Applies them one after the other in one database transaction that is rolled back; one that is refused leaves the others
    /// as if it had not been tried. Those that share an entity with a refused one before them are not tried.
    /// </summary>
    /// <returns>For each, in order, what would happen.</returns>
    /// <exception cref="MainDatabaseUnavailableException">Not reachable, or busy for too long.</exception>
    Task<IReadOnlyList<RehearsalOutcome>> TryAsync(IReadOnlyList<Transaction> transactions, CancellationToken cancellationToken);
}

public abstract record RehearsalOutcome
{
    public sealed record Applied : RehearsalOutcome;

    /// <summary>Main has it already.</summary>
    public sealed record Known : RehearsalOutcome;

    public sealed record Refused(Failure Failure) : RehearsalOutcome;

    /// <summary>It would be parked behind a refused one.</summary>
    public sealed record Parked : RehearsalOutcome;
}
