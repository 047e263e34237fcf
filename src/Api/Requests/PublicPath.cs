namespace CcatOps.Api.Requests;

/// <summary>Prefixes the paths in answers with the path under which clients see the service.</summary>
internal static class PublicPath
{
    /// <param name="app">The pipeline, before routing.</param>
    /// <param name="basePath"><c>BASE_PATH</c>: in effect whether a proxy leaves it in the path or not, unless a trusted one names another.</param>
    public static void UsePublicPath(this IApplicationBuilder app, string basePath)
    {
        if (basePath.Length == 0)
            return;
        app.UsePathBase(basePath);
        app.Use((context, next) =>
        {
            if (!context.Request.PathBase.HasValue)
                context.Request.PathBase = basePath;
            return next(context);
        });
    }

    /// <summary>Returns a path of the service as clients see it.</summary>
    public static string At(HttpRequest request, PathString path) => request.PathBase.Add(path).ToUriComponent();
}
