using CcatOps.Application.Errors;

namespace CcatOps.Infrastructure.Redis;

internal static class SharedRecords
{
    /// <summary>Waits for Redis, but not long.</summary>
    /// <exception cref="SharedRecordsUnavailableException">Redis is unavailable.</exception>
    public static async Task<T> SharedAsync<T>(this Task<T> answer, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.WaitAsync(patience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is BufferUnavailableException or TimeoutException)
        {
            throw new SharedRecordsUnavailableException(exception.Message, exception);
        }
    }
}
