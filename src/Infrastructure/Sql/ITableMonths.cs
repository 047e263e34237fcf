using CcatOps.Application.Errors;

namespace CcatOps.Infrastructure.Sql;

/// <summary>Divides the main database's tables of markers and files by month, for those who want to; see ADR 10.</summary>
public interface ITableMonths
{
    /// <returns>Whether they were divided now; false: they were divided before, and have the months ahead now.</returns>
    /// <exception cref="MainDatabaseUnavailableException">
    /// It cannot be reached, it is in use for longer than <c>lock_timeout</c>, or something depends on the tables as they are.
    /// </exception>
    Task<bool> DivideAsync(CancellationToken cancellationToken);
}
