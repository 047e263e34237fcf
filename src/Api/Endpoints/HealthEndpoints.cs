using CcatOps.Application.Features.Health;
using CcatOps.Application.Monitoring;
using MediatR;

namespace CcatOps.Api.Endpoints;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Health");

        group.MapGet("/", GetAsync)
            .WithName("get_health")
            .WithSummary("Everything that bears on the health of the site; 503 when it cannot take writes.")
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

    private static async Task<IResult> GetAsync(IMediator mediator, CancellationToken cancellationToken)
    {
        var health = await mediator.Send(new GetHealth(), cancellationToken);
        return Results.Json(
            health, statusCode: health.Status == "unhealthy" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private static async Task<IResult> GetReadinessAsync(Readiness readiness, CancellationToken cancellationToken)
    {
        var hindrances = await readiness.FindHindrancesAsync(cancellationToken);
        return hindrances.Count == 0
            ? Results.Ok(new Liveness("ready"))
            : Results.Json(new NotReady("not_ready", hindrances), statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}

internal sealed record Liveness(string Status);

internal sealed record NotReady(string Status, IReadOnlyList<string> Reasons);
