using CcatOps.Application.Reads;
using CcatOps.Application.Transactions;
using CcatOps.Application.Validation;
using CcatOps.Domain.Writes;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Transactions;

/// <summary>This site's transactions, the newest first.</summary>
public sealed record ListTransactions(TransactionFilter Filter, Paging Paging) : IRequest<Listing<TransactionRecord>>
{
    public TransactionSearch Search { get; init; } = new();
}

internal sealed class ListTransactionsHandler(ITransactionLog log, WaitReason waitReason)
    : IRequestHandler<ListTransactions, Listing<TransactionRecord>>
{
    /// <summary>A bulk write has thousands; a list shows what it is about.</summary>
    private const int ShownChanges = 20;

    private const int SearchedAtOnce = 250;

    /// <summary>Transactions that are searched for one page of the answer.</summary>
    private const int MostSearched = 5_000;

    public async Task<Listing<TransactionRecord>> Handle(ListTransactions request, CancellationToken cancellationToken)
    {
        var page = await SearchAsync(request, cancellationToken);
        var items = page.Items.Select(item => item.State is TransactionState.Failed or TransactionState.Parked
            ? item.WithChanges(ShownChanges)
            : item);
        return new Listing<TransactionRecord>(await waitReason.AddAsync([.. items], cancellationToken), page.Next);
    }

    private async Task<TransactionPage> SearchAsync(ListTransactions request, CancellationToken cancellationToken)
    {
        if (request.Search.IsEmpty)
            return await log.ListAsync(request.Filter, request.Paging.Cursor, request.Paging.Limit, cancellationToken);

        var found = new List<TransactionRecord>();
        var next = request.Paging.Cursor;
        for (var searched = 0; searched < MostSearched; searched += SearchedAtOnce)
        {
            var page = await MatchingAsync(request, next, request.Paging.Limit - found.Count, cancellationToken);
            found.AddRange(page.Items);
            next = page.Next;
            if (next is null || found.Count == request.Paging.Limit)
                break;
        }

        return new TransactionPage(found, next);
    }

    /// <summary>Returns the matches of one page of the log, at most a number of them: then the page ends with the last one.</summary>
    private async Task<TransactionPage> MatchingAsync(ListTransactions request, string? cursor, int most, CancellationToken cancellationToken)
    {
        for (var length = Math.Max(SearchedAtOnce, most); ;)
        {
            var page = await log.ListAsync(request.Filter, cursor, length, cancellationToken);
            var places = page.Items.Index().Where(entry => request.Search.Matches(entry.Item)).Select(entry => entry.Index).ToArray();
            if (places.Length <= most)
                return page with { Items = [.. places.Select(place => page.Items[place])] };
            length = places[most - 1] + 1;
        }
    }
}

internal sealed class ListTransactionsValidator : AbstractValidator<ListTransactions>
{
    public ListTransactionsValidator(IValidator<Paging> paging)
    {
        RuleFor(request => request.Paging).SetValidator(paging).OverridePropertyName("");
        RuleFor(request => request.Search.Error).Text(TransactionSearch.LongestText).OverridePropertyName("error");
    }
}
