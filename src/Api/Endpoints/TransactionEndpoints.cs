using CcatOps.Api.Answers;
using CcatOps.Api.Authentication;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Application.Features.Transactions;
using CcatOps.Application.Reads;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Api.Endpoints;

internal static class TransactionEndpoints
{
    private static readonly QueryParameter<double> Wait = new(
        "wait",
        $"Holds the answer for at most this many seconds, until the state is reached or can no longer be. A principal may have {LongPoll.MostOfPrincipal} answers held.",
        QueryKinds.Number)
    {
        Bounds = (0, GetTransaction.LongestWait),
        Default = 0,
    };

    private static readonly QueryParameter<TransactionState> Until = new(
        "until", "What wait waits for; default committed.",
        QueryKinds.OneOf(TransactionState.Committed, TransactionState.Replicated))
    {
        Default = "committed",
    };

    private static readonly QueryParameter<TransactionState> State = new(
        "state", "In these states.", QueryKinds.OneOf<TransactionState>())
    {
        Repeats = true,
    };

    private static readonly QueryParameter<string> Entity = new(
        "entity", "That touch these entities, such as executed_obs_unit:<id>.", QueryKinds.Text)
    {
        Example = "executed_obs_unit:01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11",
        Repeats = true,
    };

    private static readonly QueryParameter<string> OperationName = new(
        "operation", "Of these operations.",
        QueryKinds.OneOf([.. Operation.All.Select(operation => operation.Name)]))
    {
        Repeats = true,
    };

    private static readonly QueryParameter<string> Principal = new("principal", "Sent by these principals.", QueryKinds.Text)
    {
        Example = "chai-pipeline",
        Repeats = true,
    };

    private static readonly QueryParameter<string> Error = new(
        "error", $"Whose last error contains this text, whatever its case; at most {TransactionSearch.LongestText} characters.", QueryKinds.Text)
    {
        Example = "obs_unit",
    };

    private static readonly QueryParameter<DateTimeOffset> MinAcceptedAt = new(
        "min_accepted_at", "Accepted at this time or later.", QueryKinds.Time);

    private static readonly QueryParameter<DateTimeOffset> MaxAcceptedAt = new(
        "max_accepted_at", "Accepted before this time.", QueryKinds.Time);

    public static void MapTransactions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/transactions").WithTags("Transactions");

        group.MapGet("/{id:guid}", GetAsync)
            .WithName("get_transaction")
            .WithSummary("What has become of a transaction.")
            .Produces<TransactionRecord>()
            .WithProblems(ProblemTypes.NotFound, ProblemTypes.TooManyWaits)
            .AsRead()
            .WithQuery([Wait, Until, .. PagingQuery.OfRecord]);

        group.MapGet("/", ListAsync)
            .WithName("list_transactions")
            .WithSummary("This site's transactions, the newest first.")
            .WithDescription("A page may hold fewer items than asked for and still have a next one.")
            .ProducesPage<TransactionRecord>()
            .AsRead()
            .WithQuery([State, Entity, OperationName, Principal, Error, MinAcceptedAt, MaxAcceptedAt, .. PagingQuery.OfPages]);

        group.RefuseOtherIds(HttpMethods.Get, "/{id}", PathIds.Uuid);
    }

    private static async Task<IResult> GetAsync(
        Guid id, HttpRequest http, IMediator mediator, LongPoll longPoll, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query =>
        {
            query.Consistency();
            return new GetTransaction(id, query.Value(Wait) ?? 0, query.Value(Until) ?? TransactionState.Committed);
        });
        if (request.Wait == 0)
            return Results.Ok(await mediator.Send(request, cancellationToken));
        return Results.Ok(await longPoll.HoldAsync(
            http.HttpContext.GetPrincipal().Name,
            token => mediator.Send(request, token),
            token => mediator.Send(request with { Wait = 0 }, token),
            cancellationToken));
    }

    private static async Task<IResult> ListAsync(HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new ListTransactions(
            new TransactionFilter
            {
                States = query.All(State),
                Entities = query.All(Entity),
                Operations = query.All(OperationName),
                MinAcceptedAt = query.Value(MinAcceptedAt),
                MaxAcceptedAt = query.Value(MaxAcceptedAt),
            },
            query.Paging())
        {
            Search = new() { Principals = query.All(Principal), Error = query.Value(Error) },
        });
        return new ListAnswer<TransactionRecord>(await mediator.Send(request, cancellationToken), Consistency.Site);
    }
}
