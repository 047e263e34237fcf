namespace CcatOps.Api.Metrics;

/// <summary>
/// Shows the metrics of requests <c>other</c> in place of a method that HTTP does not define. Each value of a label is a series that is kept
/// until the process ends, and a client may send any method.
/// </summary>
internal static class MethodLabel
{
    private const string Other = "other";

    /// <summary>Compared as HTTP does, by case: <c>get</c> is another method than <c>GET</c>.</summary>
    private static readonly string[] Defined =
    [
        HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options,
        HttpMethods.Trace, HttpMethods.Connect,
    ];

    /// <param name="app">The service.</param>
    /// <param name="useMetrics">Adds what labels requests with their methods.</param>
    public static void UseMethodLabels(this IApplicationBuilder app, Action<IApplicationBuilder> useMetrics)
    {
        app.Use((context, next) => Defined.Contains(context.Request.Method) ? next(context) : HideAsync(context, next));
        useMetrics(app);
        app.Use((context, next) => context.Features.Get<SentMethod>() is { } sent ? ShowAsync(context, next, sent) : next(context));
    }

    private static Task HideAsync(HttpContext context, RequestDelegate next)
    {
        context.Features.Set(new SentMethod(context.Request.Method));
        context.Request.Method = Other;
        return next(context);
    }

    /// <summary>The metrics read the label again behind the request.</summary>
    private static async Task ShowAsync(HttpContext context, RequestDelegate next, SentMethod sent)
    {
        context.Request.Method = sent.Name;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = Other;
        }
    }

    private sealed record SentMethod(string Name);
}
