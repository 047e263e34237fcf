using CcatOps.Application.Errors;

namespace CcatOps.Infrastructure.Sql;

/// <summary>The database that this site reads from.</summary>
internal interface ILocalDatabase
{
    ISqlDialect Dialect { get; }

    /// <exception cref="LocalDatabaseUnavailableException">It cannot be reached, or has no schema.</exception>
    Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? values, CancellationToken cancellationToken);
}
