using CcatOps.Domain.Buffering;

namespace CcatOps.Application.Errors;

/// <summary>A write names a row that the main database does not have. Nothing was stored.</summary>
public sealed class UnknownReferenceException(string field, string message) : Exception(message)
{
    public string Field { get; } = field;
}

/// <summary>Thrown when the state of the record does not allow the write. Nothing was stored.</summary>
public sealed class ConflictException(string message) : Exception(message);

/// <summary>The idempotency key was used before with another request. Nothing was stored.</summary>
public sealed class IdempotencyMismatchException(Guid transactionId)
    : Exception($"This Idempotency-Key was used for another request, held by transaction {transactionId}.");

/// <summary>The record is no longer the version that <c>If-Match</c> names. Nothing was stored.</summary>
public sealed class PreconditionFailedException(string current)
    : Exception($"The record has changed; its ETag is now \"{current}\".");

/// <summary>The main database refused a direct write for good. Nothing was stored.</summary>
public sealed class WriteRefusedException(string message) : Exception(message);

/// <summary>The buffer holds as much as it may, in all or of this principal. Nothing was stored.</summary>
public sealed class BufferFullException(BufferLimits limits, BufferShortage shortage) : Exception(limits.Explain(shortage));
