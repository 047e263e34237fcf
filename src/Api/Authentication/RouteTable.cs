using System.Collections.Concurrent;

namespace CcatOps.Api.Authentication;

/// <summary>Says of the endpoints of a service who may use them.</summary>
internal interface IRouteTable
{
    RouteAccess Of(RouteEndpoint endpoint);

    /// <summary>Whether nobody is asked who they are, so that a credential need not be looked at.</summary>
    bool IsOpen(Endpoint? endpoint) => endpoint is not RouteEndpoint route || Of(route) is RouteAccess.Open { KnowsCallers: false };

    /// <summary>Whether a request is answered without a credential, and with one may be told more.</summary>
    bool IsOpenToMore(Endpoint? endpoint) => endpoint is RouteEndpoint route && Of(route) is RouteAccess.Open { KnowsCallers: true };
}

/// <summary>The one table, in which each endpoint is looked up once.</summary>
internal sealed class RouteTable : IRouteTable
{
    private readonly ConcurrentDictionary<Endpoint, RouteAccess> known = new();

    public RouteAccess Of(RouteEndpoint endpoint) => known.GetOrAdd(endpoint, RoutePolicies.Of);
}
