using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using MediatR;

namespace CcatOps.Application.Features.Transactions;

/// <summary>Tries a failed transaction again; the parked ones that waited for it follow in order.</summary>
public sealed record RetryTransaction(Guid Id) : IRequest<TransactionsRetried>;

public sealed record TransactionsRetried(int Count, IReadOnlyList<Guid> Ids);

internal sealed class RetryTransactionHandler(IFailedTransactions failed, ITransactionLog log)
    : IRequestHandler<RetryTransaction, TransactionsRetried>
{
    public async Task<TransactionsRetried> Handle(RetryTransaction request, CancellationToken cancellationToken)
    {
        Fault.Reach(FaultPoint.BeforeRetry);
        var ids = await failed.RetryAsync(request.Id, cancellationToken)
            ?? throw await NotFailed.ExplainAsync(log, request.Id, cancellationToken);
        Fault.Reach(FaultPoint.AfterRetry);
        return new TransactionsRetried(ids.Count, ids);
    }
}

internal static class NotFailed
{
    public static async Task<Exception> ExplainAsync(ITransactionLog log, Guid id, CancellationToken cancellationToken) =>
        await log.FindAsync(id, cancellationToken) is { } record
            ? new ConflictException($"Transaction {id} is {WireNames.Of(record.State)}; only a failed one can be retried or discarded.")
            : new NotFoundException("transaction", id);
}
