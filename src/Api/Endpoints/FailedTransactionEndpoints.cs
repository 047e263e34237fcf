using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Application.Features.Transactions;
using CcatOps.Application.Transactions;
using MediatR;

namespace CcatOps.Api.Endpoints;

/// <summary>The endpoints for decisions about failed transactions.</summary>
internal static class FailedTransactionEndpoints
{
    private const string CountFirst =
        "Ask first with dry_run: the answer tells the count and what would happen. Then send the same with expected_count; "
        + "where other ones are meant by then, nothing is changed and the answer is 409.";

    private static readonly QueryParameter<bool> DryRun = new("dry_run", "Only answers what would happen; as dry_run in the body.", QueryKinds.Boolean);

    public static void MapFailedTransactions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/transactions").WithTags("Transactions");

        group.MapPost("/{id:guid}/retry", RetryAsync)
            .WithName("retry_transaction")
            .WithSummary("Tries a failed transaction again; the parked ones that waited for it follow in order.")
            .WithDescription("The count of its attempts restarts at zero; its history is kept.")
            .Produces<TransactionsRetried>()
            .WithProblems(ProblemTypes.NotFound)
            .NeedsBuffer()
            .WithQuery();

        group.MapPost("/{id:guid}/edit", EditAsync)
            .WithName("edit_transaction")
            .WithSummary("Gives a failed transaction other values, tries it against main, and puts it back in its place.")
            .WithDescription(
                "What main would refuse again is refused with its words, and nothing is changed. Keys, and references that name an "
                + "entity of the transaction, cannot be edited. The original values stay to be read in edits. A dry run only answers what main "
                + "says to it, in a database transaction that is rolled back.")
            .WithExample("""{"changes": [{"change": 0, "values": {"obs_unit_id": 2}}], "reason": "the unit was mistyped"}""")
            .Produces<TransactionEdited>()
            .WithProblems(
                ProblemTypes.NotFound, ProblemTypes.Validation, ProblemTypes.MalformedBody, ProblemTypes.WriteRefused,
                ProblemTypes.MainDatabaseUnavailable)
            .NeedsBuffer()
            .WithQuery([DryRun]);

        group.MapPost("/{id:guid}/discard", DiscardAsync)
            .WithName("discard_transaction")
            .WithSummary("Gives a failed transaction up for good, and with it the parked ones that waited for it.")
            .WithExample("""{"reason": "a test observation"}""")
            .Produces<DiscardOutcome>()
            .WithProblems(ProblemTypes.NotFound, ProblemTypes.Validation, ProblemTypes.MalformedBody)
            .NeedsBuffer()
            .WithQuery();

        group.MapPost("/retry", RetrySomeAsync)
            .WithName("retry_transactions")
            .WithSummary("Tries several failed transactions again, by their ids or by a filter.")
            .WithDescription(CountFirst + " A dry run tries the first of them against main in a database transaction that is rolled back.")
            .WithExample("""{"filter": {"sql_state": ["23503"], "operation": ["start_observation"]}, "dry_run": true}""")
            .Produces<SomeRetried>()
            .WithProblems(
                ProblemTypes.NotFound, ProblemTypes.Validation, ProblemTypes.MalformedBody, ProblemTypes.MainDatabaseUnavailable)
            .NeedsBuffer()
            .WithQuery();

        group.MapPost("/discard", DiscardSomeAsync)
            .WithName("discard_transactions")
            .WithSummary("Gives several failed transactions up for good, by their ids or by a filter.")
            .WithDescription(CountFirst)
            .WithExample("""{"filter": {"error_class": ["permanent"]}, "reason": "test observations", "expected_count": 3}""")
            .Produces<SomeDiscarded>()
            .WithProblems(ProblemTypes.NotFound, ProblemTypes.Validation, ProblemTypes.MalformedBody)
            .NeedsBuffer()
            .WithQuery();

        group.RefuseOtherIds(HttpMethods.Post, "/{id}/retry", PathIds.Uuid);
        group.RefuseOtherIds(HttpMethods.Post, "/{id}/edit", PathIds.Uuid);
        group.RefuseOtherIds(HttpMethods.Post, "/{id}/discard", PathIds.Uuid);
    }

    private static async Task<IResult> RetryAsync(Guid id, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(new RetryTransaction(id), cancellationToken));

    private static async Task<IResult> EditAsync(
        Guid id, EditTransaction request, HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var isDryRun = QueryValues.Read(http, query => query.Value(DryRun)) ?? request.DryRun;
        return Results.Ok(await mediator.Send(request with { Id = id, DryRun = isDryRun }, cancellationToken));
    }

    private static async Task<IResult> DiscardAsync(
        Guid id, DiscardTransaction request, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(request with { Id = id }, cancellationToken));

    private static async Task<IResult> RetrySomeAsync(RetryTransactions request, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(request, cancellationToken));

    private static async Task<IResult> DiscardSomeAsync(
        DiscardTransactions request, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(request, cancellationToken));
}
