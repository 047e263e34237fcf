using CcatOps.Domain.Access;

namespace CcatOps.Api.Authentication;

/// <summary>The access to a route.</summary>
internal abstract record RouteAccess
{
    /// <summary>Everybody, without a credential.</summary>
    /// <param name="KnowsCallers">Whether a credential is looked at all the same, because some are told more.</param>
    public sealed record Open(bool KnowsCallers = false) : RouteAccess;

    /// <summary>Any authenticated principal.</summary>
    public sealed record Known : RouteAccess;

    /// <summary>As <c>METRICS_ACCESS</c> says.</summary>
    public sealed record Metrics : RouteAccess;

    /// <summary>Nobody.</summary>
    public sealed record Closed : RouteAccess;

    /// <summary>Any principal with the permission.</summary>
    public sealed record Needs(Permission Permission) : RouteAccess;
}
