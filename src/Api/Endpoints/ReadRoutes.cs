using System.Globalization;
using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Application.Resources;
using CcatOps.Domain.Records;
using CcatOps.Domain.Schema;
using MediatR;

namespace CcatOps.Api.Endpoints;

/// <summary>The routes of a resource that get a record and list records.</summary>
internal sealed class ReadRoutes<TRecord>(Resource<TRecord> resource)
    where TRecord : StoredRecord
{
    private readonly FilterQuery<TRecord> filters = new(resource.Filters);

    public void MapTo(RouteGroupBuilder group)
    {
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
            .WithName($"list_{resource.Table.Plural}")
            .WithSummary($"{resource.Title} {(resource.Table.NewestBy is null ? "in the order of their ids" : "with the newest first")}.")
            .ProducesPage<TRecord>()
            .AsRead()
            .WithQuery([.. filters.Parameters, .. PagingQuery.OfList]);
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
