using CcatOps.Application.Errors;

namespace CcatOps.Application.Writes;

/// <summary>Takes a write to where this site keeps writes. Its callers never learn which that is.</summary>
public interface IWriteRouter
{
    /// <returns>How it is held; for a repeated request, how the first one is.</returns>
    /// <exception cref="BufferFullException">The buffer has no room.</exception>
    /// <exception cref="BufferUnavailableException">The buffer cannot be reached or trusted.</exception>
    /// <exception cref="MainDatabaseUnavailableException">A direct write found no main database.</exception>
    /// <exception cref="WriteUncertainException">A direct write may have been applied.</exception>
    /// <exception cref="UnknownReferenceException">A direct write names a row that main does not have.</exception>
    /// <exception cref="ConflictException">The record's id is taken, or its row is not as the write expects.</exception>
    /// <exception cref="IdempotencyMismatchException">The idempotency key belongs to another request.</exception>
    Task<WriteReceipt> WriteAsync(Write write, CancellationToken cancellationToken);
}
