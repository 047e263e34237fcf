using CcatOps.Api.Authentication;
using CcatOps.Application.Writes;

namespace CcatOps.Api.Requests;

/// <summary>The request that is being handled; what the service does of its own accord comes from none.</summary>
internal sealed class RequestContext(IHttpContextAccessor accessor) : IRequestContext
{
    public string Principal => accessor.HttpContext?.GetPrincipal().Name ?? "ccatops";

    public string? IdempotencyKey => accessor.HttpContext is { } context ? Requests.IdempotencyKey.Of(context.Request) : null;
}
