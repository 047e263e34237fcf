using CcatOps.Application.Reads;
using CcatOps.Application.Transactions;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Transactions;

/// <summary>This site's transactions, the newest first.</summary>
public sealed record ListTransactions(TransactionFilter Filter, Paging Paging) : IRequest<Listing<TransactionRecord>>;

internal sealed class ListTransactionsHandler(ITransactionLog log, WaitReason waitReason)
    : IRequestHandler<ListTransactions, Listing<TransactionRecord>>
{
    public async Task<Listing<TransactionRecord>> Handle(ListTransactions request, CancellationToken cancellationToken)
    {
        var page = await log.ListAsync(request.Filter, request.Paging.Cursor, request.Paging.Limit, cancellationToken);
        return new Listing<TransactionRecord>([.. page.Items.Select(item => item with { WaitsFor = waitReason.Of(item) })], page.Next);
    }
}

internal sealed class ListTransactionsValidator : AbstractValidator<ListTransactions>
{
    public ListTransactionsValidator(IValidator<Paging> paging) =>
        RuleFor(request => request.Paging).SetValidator(paging).OverridePropertyName("");
}
