using CcatOps.Api.Answers;
using CcatOps.Api.Queries;
using CcatOps.Application.Features.Instruments;
using CcatOps.Application.Resources;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Api.Endpoints;

/// <summary>The configurations of one module.</summary>
internal static class InstrumentEndpoints
{
    private static readonly FilterQuery<InstrumentConfigurationEvent> Filters = new(InstrumentConfigurations.OfModule);

    public static void MapConfigurationsOfModules(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(InstrumentModules.Resource.Route).WithTags(InstrumentModules.Resource.Title);

        group.MapPost("/{id:int}/configurations", LogAsync)
            .Makes(Operation.LogInstrumentConfiguration)
            .WithSummary("Logs a configuration that a module was given.")
            .WithExample("""
                {"executed_obs_unit_id": "01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11", "logged_at": "2023-03-28T02:38:40Z",
                 "parameters": {"lo_ghz": 492.2}}
                """)
            .Produces<InstrumentConfigurationEvent>(StatusCodes.Status201Created)
            .AsWrite()
            .WithQuery();

        group.MapGet("/{id:int}/configurations", ListAsync)
            .WithName("list_configurations_of_instrument_module")
            .WithSummary("The configurations that a module was given, with the newest first.")
            .ProducesPage<InstrumentConfigurationEvent>()
            .AsRead()
            .WithQuery([.. Filters.Parameters, .. PagingQuery.OfList]);

        group.RefuseOtherIds(HttpMethods.Post, "/{id}/configurations", PathIds.Integer);
        group.RefuseOtherIds(HttpMethods.Get, "/{id}/configurations", PathIds.Integer);
    }

    private static async Task<IResult> LogAsync(int id, LogConfiguration request, IMediator mediator, CancellationToken cancellationToken)
    {
        var written = await mediator.Send(request with { InstrumentModuleId = id }, cancellationToken);
        return new WriteAnswer<InstrumentConfigurationEvent>(written, written.Record.Sync, StatusCodes.Status201Created)
        {
            Location = InstrumentConfigurations.Resource.LocationOf(written.Record),
        };
    }

    private static async Task<IResult> ListAsync(int id, HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new ListRecords<InstrumentConfigurationEvent>(
            Filters.Read(query).Where(InstrumentConfigurations.InstrumentModuleId, id), query.Paging()));
        return new ListAnswer<InstrumentConfigurationEvent>(await mediator.Send(request, cancellationToken), request.Paging.Consistency);
    }
}
