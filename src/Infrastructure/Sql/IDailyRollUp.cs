using CcatOps.Application.Errors;

namespace CcatOps.Infrastructure.Sql;

/// <summary>
/// Replaces old rows of the main database by their number for each day. Several processes may do it at once; each row is counted once.
/// All members throw <see cref="MainDatabaseUnavailableException"/>.
/// </summary>
internal interface IDailyRollUp
{
    /// <returns>How many rows were replaced.</returns>
    Task<long> RollUpTokenUsesAsync(DateTimeOffset before, int most, CancellationToken cancellationToken);

    /// <summary>Only decisions about buffers: who made which token and gave which role is never deleted.</summary>
    /// <returns>How many rows were replaced.</returns>
    Task<long> RollUpAuditEventsAsync(DateTimeOffset before, int most, CancellationToken cancellationToken);
}
