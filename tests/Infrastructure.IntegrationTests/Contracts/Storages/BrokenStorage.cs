using CcatOps.Application.Draining;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

/// <summary>The buffer in memory with something broken on purpose.</summary>
internal abstract class BrokenStorage(Func<BufferPorts, BufferPorts> breakIt) : IBufferStorage
{
    private readonly InMemoryStorage sound = new();

    public AppliedSequences Applied => sound.Applied;

    public ShownInMemory Shown => sound.Shown;

    public BufferPorts Open() => breakIt(sound.Open());

    public Task LoseCounterAsync() => sound.LoseCounterAsync();

    public Task LoseAsync() => sound.LoseAsync();

    public ValueTask DisposeAsync() => sound.DisposeAsync();
}

internal abstract class WrappedDrainSource(IDrainSource sound) : IDrainSource
{
    /// <summary>All that have asked for the lease.</summary>
    protected HashSet<string> Holders { get; } = [];

    public Task<bool> HoldLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        Holders.Add(holder);
        return sound.HoldLeaseAsync(holder, duration, cancellationToken);
    }

    public Task ReleaseLeaseAsync(string holder, CancellationToken cancellationToken) => sound.ReleaseLeaseAsync(holder, cancellationToken);

    public virtual Task<PeekOutcome> PeekAsync(string holder, BatchSize size, CancellationToken cancellationToken) =>
        sound.PeekAsync(holder, size, cancellationToken);

    public Task ReturnAsync(string holder, IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) =>
        sound.ReturnAsync(holder, transactionIds, cancellationToken);

    public Task ConfirmAsync(IReadOnlyCollection<Guid> transactionIds, Lsn lsn, CancellationToken cancellationToken) =>
        sound.ConfirmAsync(transactionIds, lsn, cancellationToken);

    public virtual Task FailAsync(string holder, Guid transactionId, Failure failure, CancellationToken cancellationToken) =>
        sound.FailAsync(holder, transactionId, failure, cancellationToken);

    public Task CountAttemptAsync(Guid transactionId, Failure failure, CancellationToken cancellationToken) =>
        sound.CountAttemptAsync(transactionId, failure, cancellationToken);

    public Task ReleaseAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) =>
        sound.ReleaseAsync(transactionIds, cancellationToken);

    public Task RaiseSequenceAsync(long greatestMarker, CancellationToken cancellationToken) =>
        sound.RaiseSequenceAsync(greatestMarker, cancellationToken);
}
