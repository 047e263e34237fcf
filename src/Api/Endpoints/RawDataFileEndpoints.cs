using CcatOps.Api.Answers;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Application.Features.RawDataFiles;
using CcatOps.Application.Resources;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CcatOps.Api.Endpoints;

/// <summary>Many raw data files at once.</summary>
internal static class RawDataFileEndpoints
{
    private const int LargestBulkBytes = 16 * 1024 * 1024;

    public static void MapBulkOfRawDataFiles(this IEndpointRouteBuilder routes) =>
        routes.MapGroup(RawDataFiles.Resource.Route).WithTags(RawDataFiles.Resource.Title).MapPost("/bulk", RegisterManyAsync)
            .WithName("register_raw_data_files")
            .WithSummary("Records up to 10,000 raw data files as one transaction: all of them, or none.")
            .WithDescription("Critical. The body may have up to 16 MB.")
            .WithExample("""
                [{"executed_obs_unit_id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11", "name": "obs_000017.fits", "size_bytes": 8589934592},
                 {"executed_obs_unit_id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11", "name": "obs_000018.fits", "size_bytes": 8589934592}]
                """)
            .Produces<RawDataFilesRegistered>(StatusCodes.Status201Created)
            .WithMetadata(new RequestSizeLimitAttribute(LargestBulkBytes), BodyBounds.OfItems(RegisterRawDataFiles.MostFiles, "files"))
            .AsWrite()
            .WithQuery();

    private static async Task<IResult> RegisterManyAsync(
        RegisterRawDataFile[] files, IMediator mediator, CancellationToken cancellationToken)
    {
        var written = await mediator.Send(new RegisterRawDataFiles(files), cancellationToken);
        return new WriteAnswer<RawDataFilesRegistered>(written, written.Record.Sync, StatusCodes.Status201Created);
    }
}
