using CcatOps.Application.Writes;

namespace CcatOps.Api.Requests;

/// <summary>The request that is being handled; until there is access control, everybody is anonymous.</summary>
internal sealed class RequestContext(IHttpContextAccessor accessor) : IRequestContext
{
    public string Principal => "anonymous";

    public string? IdempotencyKey => accessor.HttpContext is { } context ? Requests.IdempotencyKey.Of(context.Request) : null;
}
