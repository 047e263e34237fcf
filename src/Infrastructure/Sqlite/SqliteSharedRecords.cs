using CcatOps.Application.Errors;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite;

internal static class SqliteSharedRecords
{
    /// <summary>As <see cref="SqliteSessionFile.WriteAsync"/>, for what is no session.</summary>
    /// <exception cref="SharedRecordsUnavailableException">The file cannot be used.</exception>
    public static async Task<T> SharedAsync<T>(this SqliteSessionFile file, Func<SqliteConnection, T> step, CancellationToken cancellationToken)
    {
        try
        {
            return await file.WriteAsync(step, cancellationToken);
        }
        catch (SessionsUnavailableException exception)
        {
            throw new SharedRecordsUnavailableException(exception.InnerException?.Message ?? exception.Message, exception);
        }
    }
}
