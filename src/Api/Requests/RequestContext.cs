using CcatOps.Application.Writes;
using CcatOps.Domain.Access;

namespace CcatOps.Api.Requests;

/// <summary>The request that is being handled; what the service does of its own accord comes from none.</summary>
internal sealed class RequestContext(IHttpContextAccessor accessor) : IRequestContext
{
    public string Principal => Caller.Name;

    public string? IdempotencyKey => accessor.HttpContext is { } context ? Requests.IdempotencyKey.Of(context.Request) : null;

    public IEnumerable<string> Warnings => accessor.HttpContext is { } context ? RequestWarnings.Of(context) : [];

    public Principal Caller => accessor.HttpContext?.GetPrincipal() ?? Domain.Access.Principal.Itself;

    public string? RemoteAddress => accessor.HttpContext is { } context ? Requests.RemoteAddress.Of(context) : null;
}
