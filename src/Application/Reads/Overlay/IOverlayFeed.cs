using CcatOps.Application.Errors;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads.Overlay;

/// <summary>Tells what buffered and unconfirmed transactions there are, and what has become of them.</summary>
public interface IOverlayFeed
{
    /// <summary>
    /// Returns the events after a version, in one round trip. Of many events it returns only the first part. If the events are no longer known it returns
    /// a snapshot.
    /// </summary>
    /// <param name="known">The version that the caller has; null: none.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BufferUnavailableException">The buffer cannot be reached.</exception>
    Task<OverlayUpdate> ReadAsync(OverlayVersion? known, CancellationToken cancellationToken);
}

/// <param name="History">Names one life of the buffer; numbers of different lives do not compare.</param>
/// <param name="Number">Grows by one with each event.</param>
public sealed record OverlayVersion(string History, long Number);

/// <param name="Version">The version that the events lead to.</param>
/// <param name="IsSnapshot">Whether the events start from nothing rather than from the known version.</param>
/// <param name="Events">In the order in which they happened. Repeating one changes nothing.</param>
public sealed record OverlayUpdate(OverlayVersion Version, bool IsSnapshot, IReadOnlyList<OverlayEvent> Events)
{
    /// <summary>The number of the version that there was when this was asked for; greater than that of <see cref="Version"/>: there is more.</summary>
    public long Newest { get; init; } = Version.Number;
}

public abstract record OverlayEvent
{
    public sealed record Taken(OverlayTransaction Transaction) : OverlayEvent;

    public sealed record Moved(IReadOnlyCollection<Guid> Ids, TransactionState State, Lsn? Lsn) : OverlayEvent;

    /// <summary>Replicated or discarded: no longer of concern to reads.</summary>
    public sealed record Released(IReadOnlyCollection<Guid> Ids) : OverlayEvent;
}
