namespace CcatOps.Api.Methods;

/// <summary>Routes HEAD as GET, so that every route of GET takes it. Kestrel sends no body in the answer.</summary>
internal static class HeadRequests
{
    public static void UseRoutingWithHead(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (HttpMethods.IsHead(context.Request.Method))
            {
                context.Features.Set(RoutedAsGet.Instance);
                context.Request.Method = HttpMethods.Get;
            }

            return next(context);
        });
        app.UseRouting();
        app.Use((context, next) =>
        {
            if (HttpMethods.IsGet(context.Request.Method) && context.Features.Get<RoutedAsGet>() is not null)
                context.Request.Method = HttpMethods.Head;
            return next(context);
        });
    }

    private sealed class RoutedAsGet
    {
        public static readonly RoutedAsGet Instance = new();
    }
}
