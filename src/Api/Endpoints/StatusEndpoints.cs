using CcatOps.Api.Authentication;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Application.Features.Status;
using CcatOps.Domain.Access;
using MediatR;

namespace CcatOps.Api.Endpoints;

internal static class StatusEndpoints
{
    public static void MapStatus(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api").WithTags("Status");

        group.MapGet("/status", GetStatusAsync)
            .WithName("get_status")
            .WithSummary("Whether the data of the site is safe and where it is, in one sentence and in numbers.")
            .WithDescription("Everybody gets the verdict and its severity; what follows is null without `view:buffer`.")
            .Produces<StatusView>()
            .WithQuery();
    }

    private static async Task<IResult> GetStatusAsync(HttpContext context, IMediator mediator, CancellationToken cancellationToken) =>
        Results.Ok(await mediator.Send(new GetStatus(context.GetPrincipal().May(Permissions.ViewBuffer)), cancellationToken));
}
