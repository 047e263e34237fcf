using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Application.Features.ObsUnits;
using CcatOps.Application.Resources;
using CcatOps.Domain.Observations;
using MediatR;

namespace CcatOps.Api.Endpoints;

internal static class ObsUnitEndpoints
{
    private static readonly FilterQuery<ObsUnit> Filters = new(ObsUnits.Filters);

    public static void MapObsUnits(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/obs_unit").WithTags("Planned units");

        group.MapPost("/", CreateAsync)
            .WithName("create_obs_unit")
            .WithSummary("Plans a unit of observation.")
            .WithDescription(
                "Not critical: it goes to the main database directly. While a secondary site cannot reach that, the answer is 503, "
                + "or 307 to the main site's API where MAIN_API_URL is set.")
            .WithExample("""
                {"name": "Orion B, field 3", "target": "Orion B", "ra": "05:41:43", "dec": "-01:54:44", "duration_seconds": 1800,
                 "configuration": {"mode": "otf"}}
                """)
            .Produces<ObsUnit>(StatusCodes.Status201Created)
            .Produces(StatusCodes.Status307TemporaryRedirect)
            .AsWrite()
            .WithQuery();

        group.MapGet("/{id:int}", GetAsync)
            .WithName("get_obs_unit")
            .WithSummary("One planned unit.")
            .Produces<ObsUnit>()
            .Produces(StatusCodes.Status304NotModified)
            .WithMetadata(ConditionalHeader.IfNoneMatch)
            .WithProblems(ProblemTypes.NotFound)
            .AsRead()
            .WithQuery(PagingQuery.OfRecord);

        group.MapGet("/", ListAsync)
            .WithName("list_obs_units")
            .WithSummary("Planned units in the order of their ids.")
            .ProducesPage<ObsUnit>()
            .AsRead()
            .WithQuery([.. Filters.Parameters, .. PagingQuery.OfList]);

        group.RefuseOtherIds(HttpMethods.Get, "/{id}", PathIds.Integer);
    }

    private static async Task<IResult> CreateAsync(CreateObsUnit request, IMediator mediator, CancellationToken cancellationToken)
    {
        var written = await mediator.Send(request, cancellationToken);
        return new WriteAnswer<ObsUnit>(written, written.Record.Sync, StatusCodes.Status201Created)
        {
            Location = $"/obs_unit/{written.Record.Id}",
        };
    }

    private static async Task<IResult> GetAsync(int id, HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new GetObsUnit(id, query.Consistency()));
        return new RecordAnswer<ObsUnit>(await mediator.Send(request, cancellationToken), request.Consistency);
    }

    private static async Task<IResult> ListAsync(HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new ListObsUnits(Filters.Read(query), query.Paging()));
        return new ListAnswer<ObsUnit>(await mediator.Send(request, cancellationToken), request.Paging.Consistency);
    }
}
