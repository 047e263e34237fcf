using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Reads;
using CcatOps.Application.Resources;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Api.Endpoints;

/// <summary>Changes of executions, and the history of these.</summary>
internal static class ObservationChangeEndpoints
{
    public static void MapChangesOfObservations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/executed_obs_units").WithTags("Executions");

        group.MapPatch("/{id:guid}", ChangeAsync)
            .Makes(
                Operation.ChangeObservation,
                "A merge patch (RFC 7396): an absent member leaves the field as it is, null clears it. The history keeps what was there before.")
            .WithSummary("Changes the comment, the conditions or the quality of an execution.")
            .WithExample("""{"quality": "questionable", "comment": "clouds after 03:10"}""")
            .Produces<ExecutedObsUnit>()
            .WithMetadata(ConditionalHeader.IfMatch)
            .WithProblems(ProblemTypes.NotFound, ProblemTypes.PreconditionFailed)
            .AsWrite()
            .WithQuery();

        group.MapGet("/{id:guid}/history", HistoryAsync)
            .WithName("list_changes_of_observation")
            .WithSummary("What was changed of an execution since its start, when and by whom, with the newest first.")
            .ProducesPage<ExecutedObsUnitChange>()
            .AsRead()
            .WithQuery([PagingQuery.SyncState, .. PagingQuery.OfList]);

        group.RefuseOtherIds(HttpMethods.Patch, "/{id}", PathIds.Uuid);
        group.RefuseOtherIds(HttpMethods.Get, "/{id}/history", PathIds.Uuid);
    }

    private static async Task<IResult> ChangeAsync(
        Guid id, ChangeObservation request, HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var written = await mediator.Send(request with { Key = id.ToString(), IfMatch = EntityTags.IfMatch(http) }, cancellationToken);
        return new WriteAnswer<ExecutedObsUnit>(written, written.Record.Sync, StatusCodes.Status200OK)
        {
            Location = $"/executed_obs_units/{written.Record.Id}",
        };
    }

    private static async Task<IResult> HistoryAsync(Guid id, HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new ListRecords<ExecutedObsUnitChange>(
            new RecordFilter<ExecutedObsUnitChange> { SyncStates = query.All(PagingQuery.SyncState) }
                .Where(ExecutedObsUnitChanges.ExecutedObsUnitId, id),
            query.Paging()));
        return new ListAnswer<ExecutedObsUnitChange>(await mediator.Send(request, cancellationToken), request.Paging.Consistency);
    }
}
