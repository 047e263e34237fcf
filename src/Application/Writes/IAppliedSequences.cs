using CcatOps.Application.Errors;

namespace CcatOps.Application.Writes;

/// <summary>Reads from the databases which sequences this site has given out.</summary>
public interface IAppliedSequences
{
    /// <summary>The greatest among the markers that the local database shows, or the main one when that is unavailable; null: none.</summary>
    /// <exception cref="LocalDatabaseUnavailableException">Neither can be asked.</exception>
    Task<long?> FindGreatestAsync(CancellationToken cancellationToken);
}
