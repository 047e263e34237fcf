using CcatOps.Api.Answers;
using CcatOps.Api.Queries;
using CcatOps.Application.Resources;
using CcatOps.Domain.Audit;
using MediatR;

namespace CcatOps.Api.Endpoints;

internal static class AuditEndpoints
{
    private static readonly FilterQuery<AuditEvent> Filters = new(AuditEvents.Filters);

    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/audit").WithTags("Audit").MapGet("/", ListAsync)
            .WithName("list_audit")
            .WithSummary("What people decided about failed transactions and the drain: who, when, why. The newest first.")
            .ProducesPage<AuditEvent>()
            .AsRead()
            .WithQuery([.. Filters.Parameters, .. PagingQuery.OfList]);

    private static async Task<IResult> ListAsync(HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new ListRecords<AuditEvent>(Filters.Read(query), query.Paging()));
        return new ListAnswer<AuditEvent>(await mediator.Send(request, cancellationToken), request.Paging.Consistency);
    }
}
