using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;

namespace CcatOps.Application.Monitoring;

/// <summary>How safely the buffer keeps what it accepts, by the last check or the last answer of its server, whichever is newer.</summary>
public sealed class KnownSafety(SiteConfig site)
{
    private volatile BufferSafety safety =
        new("unknown", ["the buffer has not been checked yet; it is at start and then every 10 s."]);

    private long storage;

    public BufferSafety Safety
    {
        get => safety;
        set
        {
            safety = value;
            Interlocked.Exchange(ref storage, Math.Max(Interlocked.Read(ref storage), value.Storage ?? 0));
        }
    }

    /// <summary>
    /// By the largest storage that a look has found. A server that has less memory for a while refuses writes itself, and one that is unavailable
    /// bounds nothing.
    /// </summary>
    public BufferCapacity Capacity =>
        BufferCapacity.Of(site.TransactionBuffering, Interlocked.Read(ref storage) is var bytes and > 0 ? bytes : null);
}
