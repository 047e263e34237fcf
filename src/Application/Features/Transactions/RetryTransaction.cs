using CcatOps.Application.Audit;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Audit;
using MediatR;

namespace CcatOps.Application.Features.Transactions;

/// <summary>Tries a failed transaction again; the parked ones that waited for it follow in order.</summary>
public sealed record RetryTransaction(Guid Id) : IRequest<TransactionsRetried>;

public sealed record TransactionsRetried(int Count, IReadOnlyList<Guid> Ids);

internal sealed class RetryTransactionHandler(IFailedTransactions failed, FailedSelection selection, AuditTransactions audits)
    : IRequestHandler<RetryTransaction, TransactionsRetried>
{
    public async Task<TransactionsRetried> Handle(RetryTransaction request, CancellationToken cancellationToken)
    {
        var audit = audits.Of(AuditAction.Retry, request.Id, reason: null);
        Fault.Reach(FaultPoint.BeforeRetry);
        var ids = await failed.RetryAsync(request.Id, audit, cancellationToken)
            ?? throw await selection.ExplainAsync(request.Id, cancellationToken);
        Fault.Reach(FaultPoint.AfterRetry);
        return new TransactionsRetried(ids.Count, ids);
    }
}
