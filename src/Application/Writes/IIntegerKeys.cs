using CcatOps.Application.Errors;
using CcatOps.Domain.Schema;

namespace CcatOps.Application.Writes;

/// <summary>Gives out the primary keys of planned things, which are integers.</summary>
public interface IIntegerKeys
{
    /// <summary>Returns a key that it has not returned before.</summary>
    /// <exception cref="MainDatabaseUnavailableException">Only the main database gives them out.</exception>
    Task<int> NextAsync(Table table, CancellationToken cancellationToken);
}
