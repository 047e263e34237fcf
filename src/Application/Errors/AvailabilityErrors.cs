using CcatOps.Domain.Writes;

namespace CcatOps.Application.Errors;

/// <summary>The main database cannot be reached, and the operation needs it. Nothing was stored.</summary>
public sealed class MainDatabaseUnavailableException(string reason, Exception? inner = null)
    : Exception($"The main database cannot be used: {reason}", inner)
{
    /// <summary><see cref="FailureClass.ServerState"/> where main was reached and refused.</summary>
    public FailureClass Cause { get; init; } = FailureClass.Link;
}

/// <summary>The link broke while a direct write was under way, and its fate cannot be asked for yet.</summary>
public sealed class WriteUncertainException(Guid transactionId, Exception? inner = null)
    : Exception($"The connection to the main database broke before it answered; transaction {transactionId} may have been applied.", inner);

/// <summary>The database this site reads from cannot be reached.</summary>
public sealed class LocalDatabaseUnavailableException(string reason, Exception? inner = null)
    : Exception($"The local database cannot be used: {reason}", inner);

/// <summary>The transaction buffer cannot be reached, or not trusted as configured.</summary>
public sealed class BufferUnavailableException(string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>Nothing answers, so that what was asked of it may or may not have been done.</summary>
    public bool IsAway { get; init; }
}
