using CcatOps.Api.Errors;
using Microsoft.Net.Http.Headers;

namespace CcatOps.Api.Shell;

/// <summary>
/// Accepts bodies that are compressed with gzip. The framework bounds what they expand to by the limit of the path (RFC 9110 section 8.4).
/// </summary>
internal static class RequestContent
{
    private const string Gzip = "gzip";

    public static IServiceCollection AddRequestContent(this IServiceCollection services) => services
        .AddRequestDecompression(options =>
        {
            foreach (var other in options.DecompressionProviders.Keys.Where(name => name != Gzip).ToArray())
                options.DecompressionProviders.Remove(other);
        });

    public static void UseRequestContent(this IApplicationBuilder app)
    {
        app.Use((context, next) =>
        {
            UnquoteCharset(context.Request);
            return IsReadable(context.Request) ? next(context) : RefuseAsync(context);
        });
        app.UseRequestDecompression();
    }

    /// <summary>The framework does not know a charset in quotes, which means the same (RFC 9110 section 5.6.6).</summary>
    private static void UnquoteCharset(HttpRequest request)
    {
        if (request.ContentType is not { } text || !text.Contains('"', StringComparison.Ordinal) || !MediaTypeHeaderValue.TryParse(text, out var type)
            || !type.Charset.HasValue)
        {
            return;
        }

        type.Charset = HeaderUtilities.RemoveQuotes(type.Charset);
        request.ContentType = type.ToString();
    }

    private static bool IsReadable(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is not { Count: > 0 } encodings)
            return true;
        switch (encodings.ToString().Trim().ToLowerInvariant())
        {
            case "" or "identity":
                request.Headers.Remove(HeaderNames.ContentEncoding);
                return true;
            case Gzip or "x-gzip":
                request.Headers.ContentEncoding = Gzip;
                return true;
            default:
                return false;
        }
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.AcceptEncoding = Gzip;
        return Problem.WriteAsync(context, new Fault(
            ProblemTypes.UnsupportedEncoding, "The Content-Encoding of the body is not gzip."));
    }
}
