using CcatOps.Application.Errors;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

/// <summary>Writes one transaction, with its marker, straight into the main database.</summary>
public interface IDirectWriter
{
    /// <exception cref="MainDatabaseUnavailableException">Nothing was sent.</exception>
    /// <exception cref="WriteUncertainException">It was sent, no answer came, and the marker cannot be looked for.</exception>
    /// <exception cref="UnknownReferenceException">A referenced row is missing.</exception>
    /// <exception cref="ConflictException">A record id is taken, or a row is not as expected.</exception>
    /// <exception cref="WriteRefusedException">PostgreSQL refuses it for another reason.</exception>
    Task<DirectOutcome> WriteAsync(Transaction transaction, CancellationToken cancellationToken);
}

public abstract record DirectOutcome
{
    /// <param name="Lsn">The log position at or after the commit; null at a main site, where nobody waits for a replica.</param>
    public sealed record Committed(Lsn? Lsn) : DirectOutcome;

    /// <summary>An earlier transaction of this site holds the idempotency key or the record id.</summary>
    public sealed record Claimed(Transaction Holder, string Claim) : DirectOutcome;
}
