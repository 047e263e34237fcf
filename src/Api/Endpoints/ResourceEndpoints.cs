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
        public void Visit<TRecord>(Resource<TRecord> resource)
            where TRecord : StoredRecord => new ReadRoutes<TRecord>(resource).MapTo(GroupOf(resource));

        public void Visit<TRecord, TCreate>(Resource<TRecord, TCreate> resource)
            where TRecord : StoredRecord
            where TCreate : class, ICreate<TRecord> => new CreateRoute<TRecord, TCreate>(resource).MapTo(GroupOf(resource));

        public void Visit<TRecord, TPatch>(Resource<TRecord> resource, ResourcePatch<TRecord, TPatch> patch)
            where TRecord : StoredRecord
            where TPatch : MergePatch<TRecord> => new PatchRoute<TRecord, TPatch>(resource, patch).MapTo(GroupOf(resource));

        private RouteGroupBuilder GroupOf(Resource resource) => routes.MapGroup(resource.Route).WithTags(resource.Title);
    }
}
