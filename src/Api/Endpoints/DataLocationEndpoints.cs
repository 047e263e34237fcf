using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Application.Features.Storage;
using CcatOps.Application.Resources;
using CcatOps.Domain.Storage;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Api.Endpoints;

/// <summary>Reports of how much room there is.</summary>
internal static class DataLocationEndpoints
{
    public static void MapCapacityOfDataLocations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(DataLocations.Resource.Route).WithTags(DataLocations.Resource.Title);

        group.MapPost("/{id:int}/capacity", ReportAsync)
            .Makes(Operation.ReportCapacity)
            .WithSummary("Reports how much room a place for data has.")
            .WithExample("""{"free_bytes": 31000000000000, "observed_at": "2023-03-28T02:38:42Z"}""")
            .Produces<DataLocation>()
            .WithProblems(ProblemTypes.NotFound)
            .AsWrite()
            .WithQuery();
        group.RefuseOtherIds(HttpMethods.Post, "/{id}/capacity", PathIds.Integer);
    }

    private static async Task<IResult> ReportAsync(int id, ReportCapacity request, IMediator mediator, CancellationToken cancellationToken)
    {
        var written = await mediator.Send(request with { Id = id }, cancellationToken);
        return new WriteAnswer<DataLocation>(written, written.Record.Sync, StatusCodes.Status200OK)
        {
            Location = DataLocations.Resource.LocationOf(written.Record),
        };
    }
}
