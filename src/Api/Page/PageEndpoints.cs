using CcatOps.Api.OpenApi;
using CcatOps.Api.Queries;
using CcatOps.Api.Requests;
using CcatOps.Api.Shell;
using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using Microsoft.Net.Http.Headers;

namespace CcatOps.Api.Page;

/// <summary>The page for people on shift, at <c>/</c>. It needs no database, no Redis and no link, and loads nothing from elsewhere.</summary>
internal static class PageEndpoints
{
    private const string Html = "text/html";
    private const string Json = "application/json";

    public static void MapPage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", GetRoot)
            .WithName("get_service")
            .WithTags("Site")
            .WithSummary("What this service is. A browser, which prefers text/html, gets the page for people on shift.")
            .Produces<ServiceView>();

        routes.MapGet("/page/{file}", (string file, HttpResponse response) => Send(response, PageFiles.Find(file) ?? throw new NotFoundException("file of the page", file)))
            .ExcludeFromDescription()
            .WithQuery();
    }

    private static IResult GetRoot(HttpRequest request, HttpResponse response, SiteConfig site)
    {
        // A cache must not give a program the page, nor a browser the JSON.
        response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        if (!PrefersHtml(request.GetTypedHeaders().Accept))
        {
            return Results.Ok(new ServiceView(
                "CcatOps", ServiceVersion.Text, site.SiteName, site.SiteType,
                PublicPath.At(request, "/docs"), PublicPath.At(request, "/openapi/v1.json"), PublicPath.At(request, "/health")));
        }

        response.Headers.ContentSecurityPolicy = SecurityHeaders.OwnFiles;
        return Send(response, PageFiles.Document(request.PathBase));
    }

    /// <summary>Asked again each time, and sent again only if it has changed: a new version of the service shows at once.</summary>
    private static IResult Send(HttpResponse response, PageFile file)
    {
        response.Headers.CacheControl = "no-cache";
        return Results.Bytes(file.Content, file.ContentType, entityTag: file.Tag);
    }

    private static bool PrefersHtml(IList<MediaTypeHeaderValue> accepted)
    {
        var html = QualityOf(accepted, Html);
        return html > 0 && html >= QualityOf(accepted, Json);
    }

    /// <summary>Only a type that is named counts: programs that accept anything want JSON.</summary>
    private static double QualityOf(IList<MediaTypeHeaderValue> accepted, string type) =>
        accepted.Where(each => each.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).Select(each => each.Quality ?? 1).DefaultIfEmpty(0).Max();
}

/// <param name="Service">The name of the program.</param>
/// <param name="Version">Its version.</param>
/// <param name="SiteName">The site that it serves.</param>
/// <param name="SiteType">The kind of the site.</param>
/// <param name="Docs">The path of the explorer.</param>
/// <param name="Openapi">The path of the OpenAPI document.</param>
/// <param name="Health">The path of the health of the site.</param>
internal sealed record ServiceView(string Service, string Version, string SiteName, SiteType SiteType, string Docs, string Openapi, string Health);
