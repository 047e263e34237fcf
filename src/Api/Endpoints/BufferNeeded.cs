using CcatOps.Api.Errors;
using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;

namespace CcatOps.Api.Endpoints;

/// <summary>Keeps what concerns the buffer away from a site that has none.</summary>
internal sealed class BufferNeeded(SiteConfig site) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        site.IsMainSite
            ? throw new ConflictException($"Site {site.SiteName} is a main site: it has no buffer, for it writes directly.")
            : next(context);
}

internal static class BufferNeededExtensions
{
    public static RouteHandlerBuilder NeedsBuffer(this RouteHandlerBuilder endpoint) => endpoint
        .AddEndpointFilter<BufferNeeded>()
        .WithProblems(ProblemTypes.Conflict, ProblemTypes.BufferUnavailable);
}
