using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

internal sealed class WriteRouter(
    SiteConfig site,
    IDirectWriter directWriter,
    ITransactionBuffer buffer,
    ReferenceCheck references,
    PendingNames pending,
    DirectWrites direct,
    IRequestContext context,
    TimeProvider time) : IWriteRouter
{
    public Task<WriteReceipt> WriteAsync(Write write, CancellationToken cancellationToken)
    {
        var transaction = NewTransaction(write);
        return RoutingRules.Route(site.SiteType, write.Operation.Type, site.CriticalOperationsBuffer) switch
        {
            WriteRoute.Buffer => BufferAsync(transaction, write.Closing, cancellationToken),
            _ when site.Buffers => WriteBesideAsync(transaction, cancellationToken),
            _ => WriteDirectlyAsync(transaction, cancellationToken),
        };
    }

    /// <summary>
    /// What is not critical goes past the buffer. A key that a buffered write holds must not reach main before that one, which would then be
    /// refused there after it was accepted here.
    /// </summary>
    private async Task<WriteReceipt> WriteBesideAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        using var underWay = direct.Begin(transaction);
        if (await pending.FindHolderAsync(transaction, cancellationToken) is { } holder)
            return new WriteReceipt.Buffered(Repeated(transaction, holder, transaction.Claims.First(claim => holder.Claims.Contains(claim))));
        return await WriteDirectlyAsync(transaction, cancellationToken);
    }

    private async Task<WriteReceipt> BufferAsync(Transaction transaction, bool closing, CancellationToken cancellationToken)
    {
        var unknown = await references.FindDoubtfulAsync(transaction.Changes, cancellationToken);
        transaction = transaction with { Warnings = unknown };
        var bufferSize = site.TransactionBuffering.BufferSize;
        using var attempt = site.HasJournal ? null : pending.Begin(transaction);
        AcceptOutcome outcome;
        try
        {
            await direct.SettleAsync(transaction, cancellationToken);
            Fault.Reach(FaultPoint.BeforeAccept);
            outcome = await buffer.AcceptAsync(transaction, BufferCapacity.Limit(bufferSize, closing), cancellationToken);
            Fault.Reach(FaultPoint.AfterAccept);
        }
        catch (BufferUnavailableException exception) when (exception.IsAway && attempt is { IsCovered: true } && pending.HasNone(transaction))
        {
            return await WriteInsteadAsync(transaction, exception, cancellationToken);
        }

        switch (outcome)
        {
            case AcceptOutcome.Accepted accepted:
                references.Remember(transaction.Changes);
                return new WriteReceipt.Buffered(accepted.Warning is { } warning
                    ? transaction with { Warnings = [.. transaction.Warnings, warning] }
                    : transaction);
            case AcceptOutcome.Claimed claimed:
                return new WriteReceipt.Buffered(Repeated(transaction, claimed.Holder, claimed.Claim));
            default:
                throw new BufferFullException(bufferSize);
        }
    }

    /// <summary>
    /// Past a buffer that is away. Should it have taken the transaction all the same, the marker at main keeps it from a second effect.
    /// </summary>
    private async Task<WriteReceipt> WriteInsteadAsync(
        Transaction transaction, BufferUnavailableException fault, CancellationToken cancellationToken)
    {
        using var underWay = direct.Begin(transaction);
        if (!pending.IsNewestAttempt(transaction))
            throw new BufferUnavailableException($"{fault.Message}. Another write of the same records or with the same key is under way", fault);
        try
        {
            return await WriteDirectlyAsync(transaction, cancellationToken);
        }
        catch (MainDatabaseUnavailableException exception)
        {
            throw new BufferUnavailableException($"{fault.Message}. {exception.Message}", exception);
        }
    }

    private async Task<WriteReceipt> WriteDirectlyAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        var born = site.IsMainSite ? TransactionState.Replicated : TransactionState.Committed;
        switch (await directWriter.WriteAsync(transaction, cancellationToken))
        {
            case DirectOutcome.Claimed claimed:
                return new WriteReceipt.Committed(Repeated(transaction, claimed.Holder, claimed.Claim), born);
            case DirectOutcome.Committed { Lsn: { } lsn } when site.IsSecondarySite:
                if (!await direct.TrackAsync(transaction, lsn, cancellationToken))
                {
                    transaction = transaction with
                    {
                        Warnings = [.. transaction.Warnings, "Written at main; reads here may not show it until it is replicated."],
                    };
                }

                return new WriteReceipt.Committed(transaction, born, lsn);
            default:
                return new WriteReceipt.Committed(transaction, born);
        }
    }

    private static Transaction Repeated(Transaction transaction, Transaction holder, string claim)
    {
        if (holder.RequestHash == transaction.RequestHash)
            return holder;
        if (Claims.IsIdempotency(claim))
            throw new IdempotencyMismatchException(holder.Id);
        throw new ConflictException($"Transaction {holder.Id} has written this already, with other values.");
    }

    private Transaction NewTransaction(Write write)
    {
        var now = time.GetUtcMicroseconds();
        return new Transaction
        {
            Id = Guid.CreateVersion7(now),
            SiteName = site.SiteName,
            Operation = write.Operation.Name,
            Principal = context.Principal,
            Entities = write.Entities,
            Changes = write.Changes,
            AcceptedAt = now,
            IdempotencyKey = context.IdempotencyKey,
            RequestHash = write.Hash(),
            Claims = Mutants.IsActive(Mutant.ClaimsIgnored) ? [] : context.IdempotencyKey is { } key
                ? [Claims.Idempotency(context.Principal, key), .. write.Claims]
                : write.Claims,
        };
    }
}
