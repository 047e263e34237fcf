using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Schema;

namespace CcatOps.Application.Reads;

/// <summary>Looks whether a table has a row, in the overlay or in the local database.</summary>
public interface IRowLookup
{
    Table Table { get; }

    /// <exception cref="LocalDatabaseUnavailableException">The overlay does not know it, and the database is unavailable.</exception>
    Task<bool> IsKnownAsync(OverlaySnapshot overlay, string key, CancellationToken cancellationToken);
}
