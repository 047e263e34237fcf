using CcatOps.Application.Resources;
using CcatOps.Domain.Records;

namespace CcatOps.Api.Endpoints;

internal static class ResourceEndpoints
{
    /// <summary>Maps the routes of all resources.</summary>
    public static void MapResources(this IEndpointRouteBuilder routes)
    {
        foreach (var resource in Catalogue.All)
            resource.Accept(new Mapping(routes));
    }

    private sealed class Mapping(IEndpointRouteBuilder routes) : IResourceVisitor
    {
        public void Visit<TRecord, TCreate>(Resource<TRecord, TCreate> resource)
            where TRecord : StoredRecord
            where TCreate : class, ICreate<TRecord> => new ResourceRoutes<TRecord, TCreate>(resource).MapTo(routes);
    }
}
