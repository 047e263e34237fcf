using System.Globalization;
using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Application.Resources;
using CcatOps.Domain.Records;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using MediatR;

namespace CcatOps.Api.Endpoints;

/// <summary>The routes of the resources: create, get and list.</summary>
internal static class ResourceEndpoints
{
    private const string Critical = "Critical: a secondary site takes it into its buffer, whatever the state of the link to the main site.";

    private const string NonCritical =
        "Not critical: it goes to the main database directly. While a secondary site cannot reach that, the answer is 503, "
        + "or 307 to the main site's API where MAIN_API_URL is set.";

    public static void MapResources(this IEndpointRouteBuilder routes)
    {
        foreach (var resource in Catalogue.All)
            resource.Accept(new Mapping(routes));
    }

    private sealed class Mapping(IEndpointRouteBuilder routes) : IResourceVisitor
    {
        public void Visit<TRecord, TCreate>(Resource<TRecord, TCreate> resource)
            where TRecord : StoredRecord
            where TCreate : ICreate<TRecord>
        {
            var group = routes.MapGroup(resource.Route).WithTags(resource.Title);
            MapCreate(group, resource);
            MapGet(group, resource);
            MapList(group, resource);
        }

        private static void MapCreate<TRecord, TCreate>(RouteGroupBuilder group, Resource<TRecord, TCreate> resource)
            where TRecord : StoredRecord
            where TCreate : ICreate<TRecord>
        {
            var isCritical = resource.Create.Type == OperationType.Critical;
            var endpoint = group.MapPost("/", CreateAsync)
                .WithName(resource.Create.Name)
                .WithSummary(resource.Summary)
                .WithDescription(isCritical ? Critical : NonCritical)
                .WithExample(resource.Example)
                .Produces<TRecord>(StatusCodes.Status201Created)
                .AsWrite()
                .WithQuery();
            if (!isCritical)
                endpoint.Produces(StatusCodes.Status307TemporaryRedirect);

            async Task<IResult> CreateAsync(TCreate request, IMediator mediator, CancellationToken cancellationToken)
            {
                var written = await mediator.Send(request, cancellationToken);
                return new WriteAnswer<TRecord>(written, written.Record.Sync, StatusCodes.Status201Created)
                {
                    Location = resource.LocationOf(written.Record),
                };
            }
        }

        private static void MapGet<TRecord, TCreate>(RouteGroupBuilder group, Resource<TRecord, TCreate> resource)
            where TRecord : StoredRecord
            where TCreate : ICreate<TRecord>
        {
            var hasNumbers = resource.Table.TypeOf(resource.Table.Key) == ColumnType.Integer;
            (hasNumbers ? group.MapGet("/{id:int}", GetByNumberAsync) : group.MapGet("/{id:guid}", GetByUuidAsync))
                .WithName($"get_{resource.Table.Name}")
                .WithSummary($"One {resource.Name}.")
                .Produces<TRecord>()
                .Produces(StatusCodes.Status304NotModified)
                .WithMetadata(ConditionalHeader.IfNoneMatch)
                .WithProblems(ProblemTypes.NotFound)
                .AsRead()
                .WithQuery(PagingQuery.OfRecord);
            group.RefuseOtherIds(HttpMethods.Get, "/{id}", hasNumbers ? PathIds.Integer : PathIds.Uuid);

            static Task<IResult> GetByNumberAsync(int id, HttpRequest http, IMediator mediator, CancellationToken cancellationToken) =>
                GetAsync(id.ToString(CultureInfo.InvariantCulture), http, mediator, cancellationToken);

            static Task<IResult> GetByUuidAsync(Guid id, HttpRequest http, IMediator mediator, CancellationToken cancellationToken) =>
                GetAsync(id.ToString(), http, mediator, cancellationToken);

            static async Task<IResult> GetAsync(string id, HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
            {
                var request = QueryValues.Read(http, query => new GetRecord<TRecord>(id, query.Consistency()));
                return new RecordAnswer<TRecord>(await mediator.Send(request, cancellationToken), request.Consistency);
            }
        }

        private static void MapList<TRecord, TCreate>(RouteGroupBuilder group, Resource<TRecord, TCreate> resource)
            where TRecord : StoredRecord
            where TCreate : ICreate<TRecord>
        {
            var filters = new FilterQuery<TRecord>(resource.Filters);
            group.MapGet("/", ListAsync)
                .WithName($"list_{resource.Table.Name}s")
                .WithSummary($"{resource.Title} in the order of their ids.")
                .ProducesPage<TRecord>()
                .AsRead()
                .WithQuery([.. filters.Parameters, .. PagingQuery.OfList]);

            async Task<IResult> ListAsync(HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
            {
                var request = QueryValues.Read(http, query => new ListRecords<TRecord>(filters.Read(query), query.Paging()));
                return new ListAnswer<TRecord>(await mediator.Send(request, cancellationToken), request.Paging.Consistency);
            }
        }
    }
}
