using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Buffering;

/// <summary>A second copy of the accepted transactions.</summary>
internal interface IJournaledBodies
{
    /// <returns>The transaction; null: it is not there, or cannot be read there either.</returns>
    ValueTask<Transaction?> FindAsync(long sequence, Guid id, CancellationToken cancellationToken);
}
