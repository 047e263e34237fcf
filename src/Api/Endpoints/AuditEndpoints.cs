using CcatOps.Api.Answers;
using CcatOps.Api.Queries;
using CcatOps.Application.Features.Audit;
using CcatOps.Application.Reads;
using CcatOps.Domain.Audit;
using MediatR;

namespace CcatOps.Api.Endpoints;

internal static class AuditEndpoints
{
    private static readonly QueryParameter<AuditAction> Action = new("action", "Of these kinds.", QueryKinds.OneOf<AuditAction>())
    {
        Repeats = true,
    };

    private static readonly QueryParameter<Guid> TransactionId = new("transaction_id", "About these transactions.", QueryKinds.Uuid)
    {
        Repeats = true,
    };

    private static readonly QueryParameter<string> Principal = new("principal", "By these principals.", QueryKinds.Text)
    {
        Repeats = true,
    };

    private static readonly QueryParameter<DateTimeOffset> MinAt = new("min_at", "Decided at this time or later.", QueryKinds.Time);

    private static readonly QueryParameter<DateTimeOffset> MaxAt = new("max_at", "Decided before this time.", QueryKinds.Time);

    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/audit").WithTags("Audit").MapGet("/", ListAsync)
            .WithName("list_audit")
            .WithSummary("What people decided about failed transactions and the drain: who, when, why. The newest first.")
            .ProducesPage<AuditEvent>()
            .AsRead()
            .WithQuery([Action, TransactionId, Principal, MinAt, MaxAt, PagingQuery.SyncState, .. PagingQuery.OfList]);

    private static async Task<IResult> ListAsync(HttpRequest http, IMediator mediator, CancellationToken cancellationToken)
    {
        var request = QueryValues.Read(http, query => new ListAudit(
            new AuditFilter
            {
                Actions = query.All(Action),
                TransactionIds = query.All(TransactionId),
                Principals = query.All(Principal),
                MinAt = query.Value(MinAt),
                MaxAt = query.Value(MaxAt),
                SyncStates = query.All(PagingQuery.SyncState),
            },
            query.Paging()));
        return new ListAnswer<AuditEvent>(await mediator.Send(request, cancellationToken), request.Paging.Consistency);
    }
}
