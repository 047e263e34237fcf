using System.Diagnostics;

namespace CcatOps.Api.Shell;

/// <summary>Names in every answer the trace under which the service's log has the request.</summary>
internal static class TraceHeaders
{
    /// <summary>As W3C Trace Context has it: version, trace id, span id and flags.</summary>
    public const string Name = "traceparent";

    public static void AddTo(HttpContext context)
    {
        if (Activity.Current?.Id is { } id)
            context.Response.Headers[Name] = id;
    }
}
