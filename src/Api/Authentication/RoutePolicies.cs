using System.Collections.Frozen;
using CcatOps.Application.Resources;
using CcatOps.Domain.Access;
using Microsoft.AspNetCore.Routing.Patterns;
using static CcatOps.Domain.Access.Permissions;

namespace CcatOps.Api.Authentication;

/// <summary>The one table of who may do what. A route that is missing in it is closed to everybody.</summary>
internal static class RoutePolicies
{
    private static readonly RouteAccess Open = new RouteAccess.Open();

    /// <summary>Method and path, with <c>{}</c> for each parameter.</summary>
    private static readonly OrderedDictionary<string, RouteAccess> Declared = new()
    {
        ["GET /"] = Open,
        ["GET /page/{}"] = Open,
        ["GET /api/site/info"] = Open,
        ["GET /api/status"] = new RouteAccess.Open(KnowsCallers: true),
        ["GET /api/history"] = Needs(ViewBuffer),
        ["GET /api/events"] = Needs(ViewBuffer),
        ["GET /api/settings"] = Needs(ConfigureSystem),
        ["GET /health"] = new RouteAccess.Open(KnowsCallers: true),
        ["GET /health/live"] = Open,
        ["GET /health/ready"] = new RouteAccess.Open(KnowsCallers: true),
        ["GET /docs"] = Open,
        ["GET /docs/{}"] = Open,
        ["GET /docs/scalar.js"] = Open,
        ["GET /docs/scalar.aspnetcore.js"] = Open,
        ["GET /docs/favicon.svg"] = Open,
        ["GET /openapi/{}.json"] = Open,
        ["GET /openapi/{}.yaml"] = Open,
        ["GET /problems"] = Open,
        ["GET /problems/{}"] = Open,

        ["GET /github/login"] = Open,
        ["POST /auth/token"] = Open,
        ["GET /auth/session"] = new RouteAccess.Open(KnowsCallers: true) { ToldMore = "says who the caller is" },
        ["POST /auth/session"] = Open,
        ["GET /auth/first"] = Open,
        ["GET /auth/me"] = new RouteAccess.Known(),
        ["POST /auth/logout"] = new RouteAccess.Known(),

        ["POST /executed_obs_units/start"] = Needs(WriteObservations),
        ["PUT /executed_obs_units/{}/finish"] = Needs(WriteObservations),
        ["PATCH /executed_obs_units/{}"] = Needs(WriteObservations),
        ["GET /executed_obs_units/{}/history"] = Needs(ReadObservations),
        ["GET /executed_obs_units/{}"] = Needs(ReadObservations),
        ["GET /executed_obs_units"] = Needs(ReadObservations),
        ["POST /raw_data_files/bulk"] = Needs(WriteObservations),

        ["POST /instrument_modules/{}/configurations"] = Needs(WriteObservations),
        ["GET /instrument_modules/{}/configurations"] = Needs(ReadObservations),

        ["POST /api/log_messages/{}/edit"] = Needs(WriteObservations),

        ["POST /data_locations/{}/capacity"] = Needs(WriteObservations),

        ["PUT /raw_data_package/{}/finalize"] = Needs(WriteObservations),
        ["PUT /raw_data_package/{}/state"] = Needs(WriteObservations),

        ["GET /api/transactions/{}"] = Needs(ReadTransactions),
        ["GET /api/transactions"] = Needs(ReadTransactions),
        ["POST /api/transactions/{}/retry"] = Needs(ReplayTransactions),
        ["POST /api/transactions/{}/edit"] = Needs(ReplayTransactions),
        ["POST /api/transactions/{}/discard"] = Needs(DiscardTransactions),
        ["POST /api/transactions/retry"] = Needs(ReplayTransactions),
        ["POST /api/transactions/discard"] = Needs(DiscardTransactions),

        ["GET /api/buffer"] = Needs(ViewBuffer),
        ["POST /api/buffer/pause"] = Needs(ConfigureSystem),
        ["POST /api/buffer/resume"] = Needs(ConfigureSystem),
        ["GET /api/replication"] = Needs(ViewBuffer),
        ["POST /api/replication/reconcile"] = Needs(ConfigureSystem),
        ["GET /api/audit"] = Needs(ViewAudit),
        ["GET /metrics"] = new RouteAccess.Metrics(),

        ["GET /api/tokens"] = Needs(ManageTokens),
        ["POST /api/tokens"] = Needs(ManageTokens),
        ["GET /api/tokens/scopes"] = Needs(ManageTokens),
        ["DELETE /api/tokens/{}"] = Needs(ManageTokens),
        ["POST /api/tokens/{}/rotate"] = Needs(ManageTokens),

        ["GET /api/users"] = Needs(ManageUsers),
        ["GET /api/users/{}"] = Needs(ManageUsers),
        ["POST /api/users/{}/disable"] = Needs(ManageUsers),
        ["POST /api/users/{}/enable"] = Needs(ManageUsers),
        ["POST /api/users/{}/link"] = Needs(ManageUsers),
        ["PUT /api/users/{}/roles/{}"] = Needs(ManageUsers),
        ["DELETE /api/users/{}/roles/{}"] = Needs(ManageUsers),

        ["GET /api/sessions"] = new RouteAccess.Known(),
        ["DELETE /api/sessions/{}"] = new RouteAccess.Known(),
    };

    private static readonly FrozenDictionary<string, RouteAccess> Table = All.ToFrozenDictionary(row => row.Route, row => row.Access);

    /// <summary>All routes in the order of the table, each as method and path.</summary>
    public static IEnumerable<(string Route, RouteAccess Access)> All =>
        Declared.Select(row => (row.Key, row.Value)).Concat(Catalogue.All.SelectMany(Of));

    /// <summary>Null: the table does not know one of the methods of the route.</summary>
    public static RouteAccess? Find(RoutePattern pattern, IEnumerable<string> methods)
    {
        var path = PathOf(pattern);
        var found = methods.DefaultIfEmpty("*").Select(method => Table.GetValueOrDefault($"{method} {path}")).Distinct().ToArray();
        return found is [{ } access] ? access : null;
    }

    /// <param name="method">The HTTP method.</param>
    /// <param name="path">As the description of the API has it, with named parameters.</param>
    public static RouteAccess? Find(string method, string path) =>
        Table.GetValueOrDefault($"{method} {PathOf(RoutePatternFactory.Parse(path))}");

    public static RouteAccess Of(Endpoint endpoint) => endpoint is RouteEndpoint route
        && Find(route.RoutePattern, route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []) is { } access
        ? access
        : new RouteAccess.Closed();

    private static IEnumerable<(string Route, RouteAccess Access)> Of(Resource resource) =>
    [
        .. resource.Creator is { } creator ? [($"POST {resource.Route}", Needs(creator))] : Array.Empty<(string, RouteAccess)>(),
        .. resource is { Alteration: not null, Creator: { } writer }
            ? resource.IsPut
                ? [($"PATCH {resource.Route}/{{}}", Needs(writer)), ($"PUT {resource.Route}/{{}}", Needs(writer))]
                : [($"PATCH {resource.Route}/{{}}", Needs(writer))]
            : Array.Empty<(string, RouteAccess)>(),
        ($"GET {resource.Route}/{{}}", Needs(resource.MayRead)),
        ($"GET {resource.Route}", Needs(resource.MayRead)),
    ];

    private static RouteAccess.Needs Needs(Permission permission) => new(permission);

    private static string PathOf(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(
        segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "{}",
        }))));
}
