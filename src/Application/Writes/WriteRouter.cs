using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

internal sealed class WriteRouter(
    SiteConfig site,
    KnownSafety known,
    IDirectWriter directWriter,
    ITransactionBuffer buffer,
    ReferenceCheck references,
    ForgottenKeys forgotten,
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
            WriteRoute.Buffer => BufferAsync(write, transaction, cancellationToken),
            _ when site.Buffers => WriteBesideAsync(write, transaction, cancellationToken),
            _ => WriteDirectlyAsync(write, transaction, cancellationToken),
        };
    }

    /// <summary>
    /// Writes an operation that is not critical directly. A key that a buffered write holds must not reach main before that write, which main would then
    /// refuse after it was accepted here.
    /// </summary>
    private async Task<WriteReceipt> WriteBesideAsync(Write write, Transaction transaction, CancellationToken cancellationToken)
    {
        using var underWay = direct.Begin(transaction);
        if (await pending.FindHolderAsync(transaction, cancellationToken) is { } holder)
            return new WriteReceipt.Buffered(Repeated(write, transaction, holder, transaction.Claims.First(claim => holder.Claims.Contains(claim)))) { IsRepetition = true };
        return await WriteDirectlyAsync(write, transaction, cancellationToken);
    }

    private async Task<WriteReceipt> BufferAsync(Write write, Transaction transaction, CancellationToken cancellationToken)
    {
        var finding = forgotten.FindAsync(transaction, cancellationToken);
        var unknown = await references.FindDoubtfulAsync(transaction.Changes, cancellationToken);
        if (await finding is { } first)
            return new WriteReceipt.Buffered(Repeated(write, transaction, first, transaction.Claims[0])) { IsRepetition = true };
        transaction = transaction with { Warnings = [.. transaction.Warnings, .. unknown] };
        var limits = known.Capacity.Limits(write.Room);
        using var attempt = site.HasJournal ? null : pending.Begin(transaction);
        AcceptOutcome outcome;
        try
        {
            await direct.SettleAsync(transaction, cancellationToken);
            Fault.Reach(FaultPoint.BeforeAccept);
            outcome = await buffer.AcceptAsync(transaction, limits, cancellationToken);
            Fault.Reach(FaultPoint.AfterAccept);
        }
        catch (BufferUnavailableException exception) when (exception.IsAway && attempt is { IsCovered: true } && pending.HasNone(transaction))
        {
            return await WriteInsteadAsync(write, transaction, exception, cancellationToken);
        }

        switch (outcome)
        {
            case AcceptOutcome.Accepted accepted:
                references.Remember(transaction.Changes);
                return new WriteReceipt.Buffered(accepted.Warning is { } warning
                    ? transaction with { Warnings = [.. transaction.Warnings, warning] }
                    : transaction);
            case AcceptOutcome.Claimed claimed:
                return new WriteReceipt.Buffered(Repeated(write, transaction, claimed.Holder, claimed.Claim)) { IsRepetition = true };
            case AcceptOutcome.Full full:
                throw new BufferFullException(limits, full.Shortage);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>
    /// Past a buffer that is unavailable. Should it have taken the transaction all the same, the marker at main keeps it from a second effect.
    /// </summary>
    private async Task<WriteReceipt> WriteInsteadAsync(
        Write write, Transaction transaction, BufferUnavailableException fault, CancellationToken cancellationToken)
    {
        using var underWay = direct.Begin(transaction);
        if (!pending.IsNewestAttempt(transaction))
            throw new BufferUnavailableException($"{fault.Message}. Another write of the same records or with the same key is under way", fault);
        try
        {
            return await WriteDirectlyAsync(write, transaction, cancellationToken);
        }
        catch (MainDatabaseUnavailableException exception)
        {
            throw new BufferUnavailableException($"{fault.Message}. {exception.Message}", exception);
        }
    }

    private async Task<WriteReceipt> WriteDirectlyAsync(Write write, Transaction transaction, CancellationToken cancellationToken)
    {
        var born = site.IsMainSite ? TransactionState.Replicated : TransactionState.Committed;
        switch (await directWriter.WriteAsync(transaction, cancellationToken))
        {
            case DirectOutcome.Claimed claimed:
                return new WriteReceipt.Committed(Repeated(write, transaction, claimed.Holder, claimed.Claim), born) { IsRepetition = true };
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

    private static Transaction Repeated(Write write, Transaction transaction, Transaction holder, string claim)
    {
        if (write.IsRepetitionOf(holder, transaction.RequestHash))
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
            Warnings = [.. context.Warnings],
            Claims = Mutants.IsActive(Mutant.ClaimsIgnored) ? [] : context.IdempotencyKey is { } key
                ? [Claims.Idempotency(context.Principal, key), .. write.Claims]
                : write.Claims,
        };
    }
}
