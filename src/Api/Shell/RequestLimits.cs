using CcatOps.Api.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CcatOps.Api.Shell;

/// <summary>
/// How large a request may be, and how slow. Kestrel refuses with a status alone, so what it takes is a little more than what is
/// answered: in between a client reads in words what is wrong.
/// </summary>
internal static class RequestLimits
{
    public const int LongestTarget = 8 * 1024;
    public const int MostHeaders = 100;
    public const int HeaderLetters = 32 * 1024;

    private const int LargestBodyBytes = 1024 * 1024;

    /// <summary>A client that sends less in a second, after a grace of as many seconds, holds a connection for nothing.</summary>
    private const double SlowestBytesPerSecond = 240;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestHeaders = TimeSpan.FromSeconds(10);

    public static void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = LargestBodyBytes;
        options.Limits.MaxRequestLineSize = 8 * LongestTarget;
        options.Limits.MaxRequestHeadersTotalSize = 4 * HeaderLetters;
        options.Limits.MaxRequestHeaderCount = 2 * MostHeaders;
        options.Limits.RequestHeadersTimeout = LongestHeaders;
        options.Limits.MinRequestBodyDataRate = new(SlowestBytesPerSecond, Grace);
        options.Limits.MinResponseDataRate = new(SlowestBytesPerSecond, Grace);
    }

    public static void UseRequestLimits(this IApplicationBuilder app) => app.Use((context, next) => FaultOf(context) is { } fault
        ? Problem.WriteAsync(context, fault)
        : next(context));

    private static Fault? FaultOf(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestFeature>() is { RawTarget.Length: > LongestTarget })
            return new(ProblemTypes.UriTooLong, $"The path with its query is longer than {LongestTarget} characters.");
        var headers = context.Request.Headers;
        if (headers.Count > MostHeaders)
            return new(ProblemTypes.HeadersTooLarge, $"There are more than {MostHeaders} headers.");
        var letters = 0;
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
                letters += name.Length + (value?.Length ?? 0);
        }

        return letters > HeaderLetters ? new(ProblemTypes.HeadersTooLarge, $"The headers have more than {HeaderLetters} characters.") : null;
    }
}
