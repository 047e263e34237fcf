using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Buffering;

/// <summary>A buffer beside which a journal can be kept: as <see cref="ITransactionBuffer"/>, and it tells each sequence.</summary>
internal interface ISequencedBuffer
{
    /// <summary>As <see cref="ITransactionBuffer.AcceptAsync"/>, for a transaction whose JSON the journal takes too.</summary>
    /// <exception cref="BufferUnavailableException">It cannot be reached, or is not durable enough.</exception>
    /// <exception cref="ConflictException">One that cannot be read holds one of the claims.</exception>
    Task<AcceptOutcome> AcceptAsync(PackedTransaction transaction, BufferLimits limits);

    /// <summary>As <see cref="ITransactionBuffer.TrackAsync"/>.</summary>
    /// <returns>Its sequence.</returns>
    /// <exception cref="BufferUnavailableException">It cannot be reached.</exception>
    Task<long> TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken);
}
