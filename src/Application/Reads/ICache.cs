namespace CcatOps.Application.Reads;

/// <summary>
/// Keeps what is dear to find out and may be a little old; the site's processes may share it. Best effort: it may forget whatever it
/// likes, and one that is unavailable misses, soon, rather than fail or hold up a request.
/// </summary>
public interface ICache
{
    /// <summary>A copy of the value that was set last and whose time has not run out; null is a miss.</summary>
    Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Keeps a copy of the value for at most this long.</summary>
    Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken);
}
