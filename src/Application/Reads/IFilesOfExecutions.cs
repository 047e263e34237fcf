using CcatOps.Application.Errors;
using CcatOps.Domain.Observations;

namespace CcatOps.Application.Reads;

/// <summary>Reads the first files of several executions from the site's local database, without the overlay.</summary>
public interface IFilesOfExecutions
{
    /// <summary>Returns the files with the smallest ids of each execution, and how many each has. Executions without files are left out.</summary>
    /// <param name="executions">The ids of the executions.</param>
    /// <param name="most">Files of one execution at most.</param>
    /// <param name="except">Ids of files that count as missing, since the overlay has them.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="LocalDatabaseUnavailableException">The database is unavailable.</exception>
    Task<StoredFiles> FirstAsync(
        IReadOnlyCollection<Guid> executions, int most, IReadOnlyCollection<Guid> except, CancellationToken cancellationToken);
}

/// <param name="First">The files.</param>
/// <param name="Counts">Files of each execution, those left out of <paramref name="First"/> too.</param>
public sealed record StoredFiles(IReadOnlyList<RawDataFile> First, IReadOnlyDictionary<Guid, long> Counts);
