using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Reads;
using CcatOps.Application.Resources;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using MediatR;

namespace CcatOps.Api.Endpoints;

internal static class ObservationEndpoints
{
    /// <summary>How many executions of a planned unit the original answers at most.</summary>
    private const int NewestOfUnit = 100;

    private static readonly FilterQuery<ExecutedObsUnit> Filters = new(ExecutedObsUnits.Filters);

    private static readonly QueryParameter<string> Files = new(
        "files", $"all: each execution with all of its files. Otherwise with {ObservationReader.FilesInList} at most.", QueryKinds.OneOf("all"));

    public static void MapObservations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/executed_obs_units").WithTags("Executions");

        group.MapPost("/start", StartAsync)
            .WithName("start_observation")
            .WithSummary("Records that a planned unit is being executed.")
            .WithDescription("Critical: a secondary site takes it into its buffer, whatever the state of the link to the main site.")
            .WithExample("""
                {"obs_unit_id": 1, "start_time": "2023-03-28T02:38:42Z", "instrument_module": "MOD0",
                 "conditions": {"pwv_mm": 0.42}, "comment": "first light"}
                """)
            .Produces<ExecutedObsUnit>(StatusCodes.Status201Created)
            .AsWrite()
            .WithQuery();

        group.MapPut("/{id:guid}/finish", FinishAsync)
            .WithName("finish_observation")
            .WithSummary("Records the end of an execution.")
            .WithDescription("Critical. Sent again with the same values it gets the same answer; with others, 409.")
            .WithExample("""{"status": "completed"}""")
            .Produces<ExecutedObsUnit>()
            .WithMetadata(ConditionalHeader.IfMatch)
            .WithProblems(ProblemTypes.NotFound, ProblemTypes.PreconditionFailed)
            .AsWrite()
            .WithQuery();

        group.MapGet("/{id:guid}", GetAsync)
            .WithName("get_observation")
            .WithSummary("One execution with all of its files.")
            .WithDescription(
                "With the integer id of a planned unit in place of the UUID the answer is an array of its newest 100 executions, empty when it has "
                + "none. Each then has the count of its files and 20 of them at most, or all with `files=all`. New clients use the list with obs_unit_id.")
            .Produces<ExecutedObsUnit>()
            .Produces(StatusCodes.Status304NotModified)
            .WithMetadata(ConditionalHeader.IfNoneMatch)
            .WithProblems(ProblemTypes.NotFound)
            .AsRead()
            .WithQuery(PagingQuery.OfRecord);

        group.MapGet("/{obs_unit_id:int}", OfUnitAsync).ExcludeFromDescription().WithQuery([Files, .. PagingQuery.OfRecord]);

        group.MapGet("/", ListAsync)
            .WithName("list_observations")
            .WithSummary("Executions, the newest first, each with the count of its files and the first of them.")
            .ProducesPage<ExecutedObsUnit>()
            .AsRead()
            .WithQuery([.. Filters.Parameters, Files, .. PagingQuery.OfList]);

        group.RefuseOtherIds(HttpMethods.Get, "/{id}", "must be the UUID of an execution or the integer id of a planned unit.");
        group.RefuseOtherIds(HttpMethods.Put, "/{id}/finish", PathIds.Uuid);
    }

    private static async Task<IResult> StartAsync(StartObservation request, IMediator mediator, CancellationToken cancellationToken) =>
        Answer(await mediator.Send(request, cancellationToken), StatusCodes.Status201Created);

    private static async Task<IResult> FinishAsync(
        Guid id, FinishObservation request, HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var finish = request with { Id = id, IfMatch = EntityTags.IfMatch(http) };
        return Answer(await mediator.Send(finish, cancellationToken), StatusCodes.Status200OK);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new GetObservation(id, query.Consistency()));
        return new RecordAnswer<ExecutedObsUnit>(await mediator.Send(request, cancellationToken), request.Consistency);
    }

    private static async Task<IResult> OfUnitAsync(
        int obs_unit_id, HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new ListObservations(
            new RecordFilter<ExecutedObsUnit>().Where(ExecutedObsUnits.ObsUnitId, obs_unit_id),
            new() { Limit = NewestOfUnit, Consistency = query.Consistency() },
            query.Value(Files) is not null));
        var listing = await mediator.Send(request, cancellationToken);
        http.HttpContext.Response.SetConsistency(request.Paging.Consistency);
        return Results.Ok(listing.Items);
    }

    private static async Task<IResult> ListAsync(HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new ListObservations(
            Filters.Read(query), query.Paging(), query.Value(Files) is not null));
        return new ListAnswer<ExecutedObsUnit>(await mediator.Send(request, cancellationToken), request.Paging.Consistency);
    }

    private static WriteAnswer<ExecutedObsUnit> Answer(Written<ExecutedObsUnit> written, int status) =>
        new(written, written.Record.Sync, status) { Location = $"/executed_obs_units/{written.Record.Id}" };
}
