using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Application.Features.Packages;
using CcatOps.Application.Resources;
using CcatOps.Application.Writes;
using CcatOps.Domain.Storage;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Api.Endpoints;

/// <summary>The way of packages into an archive.</summary>
internal static class PackageEndpoints
{
    private const string Repeated = "Sent again with the same values it gets the same answer.";

    public static void MapMovesOfPackages(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(RawDataPackages.Resource.Route).WithTags(RawDataPackages.Resource.Title);

        group.MapPut("/{id:guid}/finalize", FinalizeAsync)
            .Makes(Operation.FinalizeRawDataPackage, $"A package that is not building gives 409. {Repeated}")
            .WithSummary("Ends the building of a package: it waits for its transfer.")
            .WithExample("""{"size_bytes": 48318382080, "checksum": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}""")
            .Produces<RawDataPackage>()
            .WithProblems(ProblemTypes.NotFound)
            .AsWrite()
            .WithQuery();

        group.MapPut("/{id:guid}/state", MoveAsync)
            .Makes(
                Operation.MoveRawDataPackage,
                "From waiting to transferring, from there to archived or failed, and from failed to waiting again. Any other transition gives 409 "
                + $"with the allowed ones. {Repeated}")
            .WithSummary("Brings a complete package into another state.")
            .WithExample("""{"state": "transferring"}""")
            .Produces<RawDataPackage>()
            .WithProblems(ProblemTypes.NotFound)
            .AsWrite()
            .WithQuery();

        group.RefuseOtherIds(HttpMethods.Put, "/{id}/finalize", PathIds.Uuid);
        group.RefuseOtherIds(HttpMethods.Put, "/{id}/state", PathIds.Uuid);
    }

    private static async Task<IResult> FinalizeAsync(Guid id, FinalizePackage request, IMediator mediator, CancellationToken cancellationToken) =>
        Answer(await mediator.Send(request with { Id = id }, cancellationToken));

    private static async Task<IResult> MoveAsync(Guid id, MovePackage request, IMediator mediator, CancellationToken cancellationToken) =>
        Answer(await mediator.Send(request with { Id = id }, cancellationToken));

    private static WriteAnswer<RawDataPackage> Answer(Written<RawDataPackage> written) =>
        new(written, written.Record.Sync, StatusCodes.Status200OK) { Location = RawDataPackages.Resource.LocationOf(written.Record) };
}
