using CcatOps.Application.Errors;

namespace CcatOps.Infrastructure.Sql;

/// <summary>Brings the main database to the schema this version needs. Several may try at once; one does.</summary>
public interface IMigrator
{
    /// <returns>The versions that were applied, in order; empty when there was nothing to do.</returns>
    /// <exception cref="MainDatabaseUnavailableException">It cannot be reached, or its schema is newer than this service.</exception>
    Task<IReadOnlyList<int>> MigrateAsync(CancellationToken cancellationToken);
}
