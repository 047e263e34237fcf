using CcatOps.Application.Reads;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Transactions;

/// <summary>This site's transactions, the newest first.</summary>
public sealed record ListTransactions(TransactionFilter Filter, Paging Paging) : IRequest<Listing<TransactionRecord>>;

internal sealed class ListTransactionsHandler(ITransactionLog log, WaitReason waitReason)
    : IRequestHandler<ListTransactions, Listing<TransactionRecord>>
{
    /// <summary>A bulk write has thousands; a list shows what it is about.</summary>
    private const int ShownChanges = 20;

    public async Task<Listing<TransactionRecord>> Handle(ListTransactions request, CancellationToken cancellationToken)
    {
        var page = await log.ListAsync(request.Filter, request.Paging.Cursor, request.Paging.Limit, cancellationToken);
        var items = page.Items.Select(item => item.State is TransactionState.Failed or TransactionState.Parked
            ? item.WithChanges(ShownChanges)
            : item);
        return new Listing<TransactionRecord>(await waitReason.AddAsync([.. items], cancellationToken), page.Next);
    }
}

internal sealed class ListTransactionsValidator : AbstractValidator<ListTransactions>
{
    public ListTransactionsValidator(IValidator<Paging> paging) =>
        RuleFor(request => request.Paging).SetValidator(paging).OverridePropertyName("");
}
