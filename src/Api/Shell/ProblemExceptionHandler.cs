using CcatOps.Api.Errors;
using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using Microsoft.AspNetCore.Diagnostics;

namespace CcatOps.Api.Shell;

/// <summary>Turns every exception of a request into its answer, once.</summary>
internal sealed partial class ProblemExceptionHandler(SiteConfig site, RateLimits limits, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The middleware has taken it away; the metrics of the request are to name it.
        httpContext.SetEndpoint(httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint);
        SecurityHeaders.AddTo(httpContext);
        TraceHeaders.AddTo(httpContext);
        RateLimitHeaders.AddTo(httpContext, limits, Caller.Of(httpContext));
        if (httpContext.RequestAborted.IsCancellationRequested)
            return true;

        if (exception is MainDatabaseUnavailableException && site is { IsSecondarySite: true, MainApiUrl: { } mainApi })
        {
            httpContext.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            httpContext.Response.Headers.Location = SamePathAt(mainApi, httpContext.Request);
            return true;
        }

        var fault = Faults.Of(exception);
        if (fault.Type == ProblemTypes.Internal)
            LogInternal(exception, httpContext.Request.Method, httpContext.Request.Path, Problem.TraceOf(httpContext));
        await Problem.WriteAsync(httpContext, fault);
        return true;
    }

    private static string SamePathAt(Uri mainApi, HttpRequest request) =>
        mainApi.GetLeftPart(UriPartial.Path).TrimEnd('/') + request.Path.ToUriComponent() + request.QueryString.ToUriComponent();

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed (trace {TraceId})")]
    private partial void LogInternal(Exception exception, string method, string path, string traceId);
}
