namespace CcatOps.Domain.Sites;

/// <summary>The decision tree of the specification ("Operation Routing"): a main site never buffers.</summary>
public static class RoutingRules
{
    public static WriteRoute Route(SiteType site, OperationType operation, bool criticalOperationsBuffer) =>
        (site, operation, criticalOperationsBuffer) switch
        {
            (SiteType.Secondary, OperationType.Critical, true) => WriteRoute.Buffer,
            _ => WriteRoute.Direct,
        };
}
