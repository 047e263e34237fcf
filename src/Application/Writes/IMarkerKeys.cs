using CcatOps.Application.Errors;

namespace CcatOps.Application.Writes;

/// <summary>Finds markers in the local database by the key that no two of them share.</summary>
public interface IMarkerKeys
{
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>This site's transaction of that key; null where the database shows none.</returns>
    /// <exception cref="LocalDatabaseUnavailableException">The database cannot be reached.</exception>
    Task<Guid?> FindAsync(MarkerKey key, CancellationToken cancellationToken);
}

/// <param name="Principal">The principal that sent the write.</param>
/// <param name="Key">The key of its marker; see <see cref="Claims.MarkerKey"/>.</param>
public readonly record struct MarkerKey(string Principal, string Key);
