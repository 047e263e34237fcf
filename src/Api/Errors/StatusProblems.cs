using Microsoft.AspNetCore.Diagnostics;

namespace CcatOps.Api.Errors;

/// <summary>Gives a body to answers that the framework makes with a status alone: no such route, method or media type.</summary>
internal static class StatusProblems
{
    public static Task WriteAsync(StatusCodeContext status)
    {
        var context = status.HttpContext;
        var code = context.Response.StatusCode;
        return ProblemTypes.OfStatus(code) is { } type
            ? Problem.WriteAsync(context, new Fault(type, DetailOf(code, context)))
            : Task.CompletedTask;
    }

    private static string DetailOf(int code, HttpContext context) => code switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}.",
        StatusCodes.Status415UnsupportedMediaType => "The body must be JSON, with Content-Type: application/json.",
        StatusCodes.Status413PayloadTooLarge => "The body is larger than this path takes.",
        _ => "The request could not be handled.",
    };
}
