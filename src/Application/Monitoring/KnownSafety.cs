using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;

namespace CcatOps.Application.Monitoring;

/// <summary>How safely the buffer keeps what it accepts, by the last check or the last answer of its server, whichever is newer.</summary>
public sealed class KnownSafety(SiteConfig site)
{
    private volatile BufferSafety safety =
        new("unknown", ["the buffer has not been checked yet; it is at start and then every 10 s."]);

    private volatile BufferSafety? measured;

    public BufferSafety Safety
    {
        get => safety;
        set
        {
            safety = value;
            measured = value.Storage is null ? measured : value;
        }
    }

    /// <summary>By the last look that told how much the storage holds.</summary>
    public BufferCapacity Capacity => BufferCapacity.Of(site.TransactionBuffering, measured?.Storage);
}
