using CcatOps.Api.Requests;
using CcatOps.Application.Features.Health;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Access;
using MediatR;

namespace CcatOps.Api.Endpoints;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Health");

        group.MapGet("/", GetAsync)
            .WithName("get_health")
            .WithSummary("Everything that bears on the health of the site; 503 when it cannot take writes. The problems are told to whoever may view the buffer.")
            .Produces<HealthView>()
            .Produces<HealthView>(StatusCodes.Status503ServiceUnavailable);

        group.MapGet("/live", () => Results.Ok(new Liveness("alive")))
            .WithName("get_liveness")
            .WithSummary("Whether the process answers; it touches nothing else.")
            .Produces<Liveness>();

        group.MapGet("/ready", GetReadinessAsync)
            .WithName("get_readiness")
            .WithSummary("Whether this process can take writes; at a secondary site that needs the buffer, not the main site.")
            .Produces<Liveness>()
            .Produces<NotReady>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> GetAsync(HttpContext context, IMediator mediator, CancellationToken cancellationToken)
    {
        var health = await mediator.Send(new GetHealth(MayKnowWhy(context)), cancellationToken);
        return Results.Json(
            health, statusCode: health.Status == "unhealthy" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private static async Task<IResult> GetReadinessAsync(HttpContext context, Readiness readiness, CancellationToken cancellationToken)
    {
        var mayKnowWhy = MayKnowWhy(context);
        var hindrances = mayKnowWhy ? await readiness.FindHindrancesAsync(cancellationToken) : await readiness.FindLastHindrancesAsync();
        return hindrances.Count == 0
            ? Results.Ok(new Liveness("ready"))
            : Results.Json(
                new NotReady("not_ready", mayKnowWhy ? hindrances : []), statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>A caller with the permission gets a new look with its reasons; all others get the last one without them.</summary>
    private static bool MayKnowWhy(HttpContext context) => context.GetPrincipal().May(Permissions.ViewBuffer);
}

internal sealed record Liveness(string Status);

/// <param name="Status">Always <c>not_ready</c>.</param>
/// <param name="Reasons">The reasons why it takes no writes, each with its remedy; empty without the permission <c>view:buffer</c>.</param>
internal sealed record NotReady(string Status, IReadOnlyList<string> Reasons);
