using CcatOps.Api.Endpoints;
using Microsoft.AspNetCore.Routing.Template;

namespace CcatOps.Api.Methods;

/// <summary>Finds the methods that work at a path, from the mapped routes.</summary>
internal sealed class AllowedMethods(EndpointDataSource endpoints, ParameterPolicyFactory policies)
{
    private readonly Lazy<Candidate[]> candidates = new(() =>
        [.. endpoints.Endpoints.OfType<RouteEndpoint>().Select(endpoint => new Candidate(endpoint, policies))]);

    /// <summary>
    /// Returns the methods of the routes that match the path, in their usual order, and none if there is no such path. A route that only
    /// refuses ids counts where no other matches.
    /// </summary>
    public IReadOnlyList<string> At(HttpContext context)
    {
        var matching = candidates.Value.Where(candidate => candidate.Matches(context)).ToLookup(candidate => candidate.IsRefusal);
        return InOrder(matching[matching.Contains(false) ? false : true]);
    }

    /// <summary>Returns the methods that work at some path.</summary>
    public IReadOnlyList<string> Anywhere() => InOrder(candidates.Value);

    private static string[] InOrder(IEnumerable<Candidate> candidates)
    {
        var methods = candidates.SelectMany(candidate => candidate.Methods).ToHashSet();
        if (methods.Count == 0)
            return [];
        if (methods.Contains(HttpMethods.Get))
            methods.Add(HttpMethods.Head);
        methods.Add(HttpMethods.Options);
        string[] order = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete];
        return [.. methods.OrderBy(method => Array.IndexOf(order, method) is >= 0 and var place ? place : order.Length)];
    }

    private sealed class Candidate(RouteEndpoint endpoint, ParameterPolicyFactory policies)
    {
        private readonly TemplateMatcher matcher = new(new RouteTemplate(endpoint.RoutePattern), new(endpoint.RoutePattern.Defaults));

        private readonly (string Name, IRouteConstraint Constraint)[] constraints =
        [
            .. from parameter in endpoint.RoutePattern.Parameters
               from policy in parameter.ParameterPolicies
               let constraint = policies.Create(parameter, policy) as IRouteConstraint
               where constraint is not null
               select (parameter.Name, constraint),
        ];

        public bool IsRefusal { get; } = endpoint.Metadata.GetMetadata<RefusedId>() is not null;

        public IReadOnlyList<string> Methods { get; } = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];

        public bool Matches(HttpContext context)
        {
            var values = new RouteValueDictionary();
            return matcher.TryMatch(context.Request.Path, values) && constraints.All(each =>
                each.Constraint.Match(context, null, each.Name, values, RouteDirection.IncomingRequest));
        }
    }
}
