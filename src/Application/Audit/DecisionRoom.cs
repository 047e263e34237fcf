using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;

namespace CcatOps.Application.Audit;

/// <summary>
/// Room for the record of a decision that may be repeated without end, such as a pause by a script. The buffer takes records of
/// decisions whatever the room, so that a full one can be resumed.
/// </summary>
internal sealed class DecisionRoom(IBufferMonitor buffer, KnownSafety known, SiteConfig site)
{
    /// <returns>The buffer as it is.</returns>
    /// <exception cref="BufferFullException">The reserve is used up.</exception>
    /// <exception cref="BufferUnavailableException">The buffer cannot be used.</exception>
    public async Task<BufferStatus> EnsureAsync(CancellationToken cancellationToken)
    {
        var status = await buffer.GetStatusAsync(cancellationToken);
        var limits = known.Capacity.Limits(BufferRoom.Reserve);
        return site.IsMainSite || limits.FindShortage(status.Waiting, default) is not { } shortage
            ? status
            : throw new BufferFullException(limits, shortage);
    }
}
