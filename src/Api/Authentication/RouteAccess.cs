using CcatOps.Domain.Access;

namespace CcatOps.Api.Authentication;

/// <summary>Who may use a route.</summary>
internal abstract record RouteAccess
{
    /// <summary>Everybody, without a credential.</summary>
    /// <param name="KnowsCallers">Whether a credential is looked at all the same, because some are told more.</param>
    public sealed record Open(bool KnowsCallers = false) : RouteAccess;

    /// <summary>Whoever has shown who they are.</summary>
    public sealed record Known : RouteAccess;

    /// <summary>As <c>METRICS_ACCESS</c> says.</summary>
    public sealed record Metrics : RouteAccess;

    /// <summary>Nobody.</summary>
    public sealed record Closed : RouteAccess;

    /// <summary>Whoever has the permission.</summary>
    public sealed record Needs(Permission Permission) : RouteAccess;
}
