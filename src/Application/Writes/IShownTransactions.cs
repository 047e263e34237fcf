using CcatOps.Application.Errors;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

/// <summary>Reads from the local database this site's transactions that the buffer has released.</summary>
public interface IShownTransactions
{
    /// <summary>Restores an earlier transaction that a write may repeat.</summary>
    /// <param name="id">The earlier transaction.</param>
    /// <param name="repetition">The write that was sent now.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>
    /// The earlier transaction, which has its changes where both requests are the same; null: the database does not show it.
    /// </returns>
    /// <exception cref="LocalDatabaseUnavailableException">The database cannot be reached.</exception>
    Task<Transaction?> FindAsync(Guid id, Transaction repetition, CancellationToken cancellationToken);
}
