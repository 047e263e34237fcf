using CcatOps.Api.Endpoints;
using CcatOps.Api.Errors;

namespace CcatOps.Api.Methods;

/// <summary>Answers OPTIONS, and refuses methods that do not apply to a path. Both answers name in <c>Allow</c> what works there.</summary>
internal sealed class MethodGate(RequestDelegate next, AllowedMethods allowed)
{
    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var isRefusal = endpoint?.Metadata.GetMetadata<RefusedId>() is not null;
        if (endpoint is RouteEndpoint && !isRefusal)
            return next(context);

        var methods = IsForServer(context.Request) ? allowed.Anywhere() : endpoint is null ? [] : allowed.At(context);
        var isAnsweredElsewhere = !HttpMethods.IsOptions(context.Request.Method) && methods.Contains(context.Request.Method);
        return methods.Count == 0 || isAnsweredElsewhere ? next(context) : AnswerAsync(context, string.Join(", ", methods));
    }

    /// <summary><c>OPTIONS *</c> asks about the server as a whole (RFC 9110 section 9.3.7).</summary>
    private static bool IsForServer(HttpRequest request) => HttpMethods.IsOptions(request.Method) && !request.Path.HasValue;

    private static Task AnswerAsync(HttpContext context, string methods)
    {
        context.Response.Headers.Allow = methods;
        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return Problem.WriteAsync(context, new Fault(
                ProblemTypes.MethodNotAllowed,
                $"{context.Request.Method} does not apply to {context.Request.Path}; allowed: {methods}."));
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
