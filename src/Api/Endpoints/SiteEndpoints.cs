using CcatOps.Api.Errors;
using CcatOps.Api.Queries;
using CcatOps.Application.Features.Replication;
using CcatOps.Application.Features.Sites;
using CcatOps.Application.Replication;
using MediatR;

namespace CcatOps.Api.Endpoints;

internal static class SiteEndpoints
{
    public static void MapSite(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/site/info", GetInfoAsync)
            .WithName("get_site_info")
            .WithTags("Site")
            .WithSummary("The site as configured.")
            .Produces<SiteInfo>()
            .WithQuery();

        routes.MapGet("/api/replication", GetReplicationAsync)
            .WithName("get_replication")
            .WithTags("Site")
            .WithSummary("How far this site's replica is behind the main database.")
            .Produces<ReplicationView>()
            .WithProblems(ProblemTypes.BufferUnavailable)
            .WithQuery();

        routes.MapPost("/api/replication/reconcile", ReconcileAsync)
            .WithName("reconcile_replication")
            .WithTags("Site")
            .WithSummary("Puts back into the buffer what main had applied and has lost, by the journal. The body is optional.")
            .WithExample("""{"dry_run": true}""")
            .Produces<Reconciliation>()
            .WithProblems(
                ProblemTypes.MalformedBody, ProblemTypes.Conflict, ProblemTypes.BufferUnavailable, ProblemTypes.MainDatabaseUnavailable)
            .WithQuery();
    }

    private static async Task<IResult> ReconcileAsync(
        ReconcileReplication? request, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(request ?? new ReconcileReplication(), cancellationToken));

    private static async Task<IResult> GetInfoAsync(IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(new GetSiteInfo(), cancellationToken));

    private static async Task<IResult> GetReplicationAsync(IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(new GetReplication(), cancellationToken));
}
