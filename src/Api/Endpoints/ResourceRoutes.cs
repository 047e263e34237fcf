using System.Globalization;
using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Application.Resources;
using CcatOps.Domain.Records;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sites;
using MediatR;

namespace CcatOps.Api.Endpoints;

/// <summary>The routes of a resource: create, get and list.</summary>
internal sealed class ResourceRoutes<TRecord, TCreate>(Resource<TRecord, TCreate> resource)
    where TRecord : StoredRecord
    where TCreate : class, ICreate<TRecord>
{
    private const string Critical = "Critical: a secondary site takes it into its buffer, whatever the state of the link to the main site.";

    private const string NonCritical =
        "Not critical: it goes to the main database directly. While a secondary site cannot reach that, the answer is 503, "
        + "or 307 to the main site's API where MAIN_API_URL is set.";

    private readonly FilterQuery<TRecord> filters = new(resource.Filters);

    public void MapTo(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(resource.Route).WithTags(resource.Title);
        MapCreate(group);
        if (resource.Table.KeyType == ColumnType.Number)
        {
            DescribeGet(group.MapGet("/{id:int}", GetByNumberAsync));
            group.RefuseOtherIds(HttpMethods.Get, "/{id}", PathIds.Integer);
        }
        else
        {
            DescribeGet(group.MapGet("/{id:guid}", GetByUuidAsync));
            group.RefuseOtherIds(HttpMethods.Get, "/{id}", PathIds.Uuid);
        }

        group.MapGet("/", ListAsync)
            .WithName($"list_{resource.Table.Name}s")
            .WithSummary($"{resource.Title} in the order of their ids.")
            .ProducesPage<TRecord>()
            .AsRead()
            .WithQuery([.. filters.Parameters, .. PagingQuery.OfList]);
    }

    private void MapCreate(RouteGroupBuilder group)
    {
        var isCritical = resource.Create.Type == OperationType.Critical;

        // The analyzer of route handlers fails on a body of a generic type.
        Delegate create = CreateAsync;
        var endpoint = group.MapPost("/", create)
            .WithName(resource.Create.Name)
            .WithSummary(resource.Summary)
            .WithDescription(isCritical ? Critical : NonCritical)
            .WithExample(resource.Example)
            .Produces<TRecord>(StatusCodes.Status201Created)
            .AsWrite()
            .WithQuery();
        if (!isCritical)
            endpoint.Produces(StatusCodes.Status307TemporaryRedirect);
    }

    private void DescribeGet(RouteHandlerBuilder endpoint) => endpoint
        .WithName($"get_{resource.Table.Name}")
        .WithSummary($"One {resource.Name}.")
        .Produces<TRecord>()
        .Produces(StatusCodes.Status304NotModified)
        .WithMetadata(ConditionalHeader.IfNoneMatch)
        .WithProblems(ProblemTypes.NotFound)
        .AsRead()
        .WithQuery(PagingQuery.OfRecord);

    private async Task<IResult> CreateAsync(TCreate request, IMediator mediator, CancellationToken cancellationToken)
    {
        var written = await mediator.Send(request, cancellationToken);
        return new WriteAnswer<TRecord>(written, written.Record.Sync, StatusCodes.Status201Created)
        {
            Location = resource.LocationOf(written.Record),
        };
    }

    private static Task<IResult> GetByNumberAsync(int id, HttpRequest http, IMediator mediator, CancellationToken cancellationToken) =>
        GetAsync(id.ToString(CultureInfo.InvariantCulture), http, mediator, cancellationToken);

    private static Task<IResult> GetByUuidAsync(Guid id, HttpRequest http, IMediator mediator, CancellationToken cancellationToken) =>
        GetAsync(id.ToString(), http, mediator, cancellationToken);

    private static async Task<IResult> GetAsync(string key, HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new GetRecord<TRecord>(key, query.Consistency()));
        return new RecordAnswer<TRecord>(await mediator.Send(request, cancellationToken), request.Consistency);
    }

    private async Task<IResult> ListAsync(HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new ListRecords<TRecord>(filters.Read(query), query.Paging()));
        return new ListAnswer<TRecord>(await mediator.Send(request, cancellationToken), request.Paging.Consistency);
    }
}
