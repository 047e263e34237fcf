using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace CcatOps.Api.Answers;

/// <summary>Compresses answers with br or gzip where that saves bytes and gives nothing away.</summary>
internal sealed class AnswerCompression(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
    : ResponseCompressionProvider(services, options)
{
    /// <summary>Bytes below which an answer fits in one packet anyway.</summary>
    private const int Least = 1_200;

    /// <summary>Answers with secrets are not stored, nor compressed: the length of a compressed answer reveals its content (BREACH).</summary>
    public override bool ShouldCompressResponse(HttpContext context) =>
        context.Response.ContentLength is not < Least
        && context.Response.Headers.CacheControl != "no-store"
        && base.ShouldCompressResponse(context);
}

internal static class AnswerCompressionExtensions
{
    public static IServiceCollection AddAnswerCompression(this IServiceCollection services) => services
        .AddSingleton<IResponseCompressionProvider, AnswerCompression>()
        .AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/yaml"];
        });
}
