using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Application.Features.RawDataFiles;
using CcatOps.Domain.Observations;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CcatOps.Api.Endpoints;

internal static class RawDataFileEndpoints
{
    private const int LargestBulkBytes = 16 * 1024 * 1024;

    private static readonly FilterQuery<RawDataFile> Filters = new(Application.Resources.RawDataFiles.Filters);

    public static void MapRawDataFiles(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/raw_data_files").WithTags("Raw data files");

        group.MapPost("/", RegisterAsync)
            .WithName("register_raw_data_file")
            .WithSummary("Records one raw data file of an execution.")
            .WithDescription("Critical: a secondary site takes it into its buffer, whatever the state of the link to the main site.")
            .WithExample("""
                {"executed_obs_unit_id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11", "name": "obs_000017.fits",
                 "relative_path": "2023-03-28/obs_000017.fits", "size_bytes": 8589934592,
                 "checksum": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "instrument_module": "MOD0"}
                """)
            .Produces<RawDataFile>(StatusCodes.Status201Created)
            .AsWrite()
            .WithQuery();

        group.MapPost("/bulk", RegisterManyAsync)
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

        group.MapGet("/{id:guid}", GetAsync)
            .WithName("get_raw_data_file")
            .WithSummary("The record of one raw data file.")
            .Produces<RawDataFile>()
            .Produces(StatusCodes.Status304NotModified)
            .WithMetadata(ConditionalHeader.IfNoneMatch)
            .WithProblems(ProblemTypes.NotFound)
            .AsRead()
            .WithQuery(PagingQuery.OfRecord);

        group.MapGet("/", ListAsync)
            .WithName("list_raw_data_files")
            .WithSummary("Raw data files in the order of their ids.")
            .ProducesPage<RawDataFile>()
            .AsRead()
            .WithQuery([.. Filters.Parameters, .. PagingQuery.OfList]);

        group.RefuseOtherIds(HttpMethods.Get, "/{id}", PathIds.Uuid);
    }

    private static async Task<IResult> RegisterAsync(
        RegisterRawDataFile request, IMediator mediator, CancellationToken cancellationToken)
    {
        var written = await mediator.Send(request, cancellationToken);
        return new WriteAnswer<RawDataFile>(written, written.Record.Sync, StatusCodes.Status201Created)
        {
            Location = $"/raw_data_files/{written.Record.Id}",
        };
    }

    private static async Task<IResult> RegisterManyAsync(
        RegisterRawDataFile[] files, IMediator mediator, CancellationToken cancellationToken)
    {
        var written = await mediator.Send(new RegisterRawDataFiles(files), cancellationToken);
        return new WriteAnswer<RawDataFilesRegistered>(written, written.Record.Sync, StatusCodes.Status201Created);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new GetRawDataFile(id, query.Consistency()));
        return new RecordAnswer<RawDataFile>(await mediator.Send(request, cancellationToken), request.Consistency);
    }

    private static async Task<IResult> ListAsync(HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new ListRawDataFiles(Filters.Read(query), query.Paging()));
        return new ListAnswer<RawDataFile>(await mediator.Send(request, cancellationToken), request.Paging.Consistency);
    }
}
