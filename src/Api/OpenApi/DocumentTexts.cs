using CcatOps.Application.Resources;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>The texts of the document as a whole: what the service is, where it is, and its parts in the order of the main job.</summary>
internal sealed class DocumentTexts(IHttpContextAccessor accessor) : IOpenApiDocumentTransformer
{
    private const string About =
        """
        Records what a telescope observes, at the site where it happens, and brings it to the main database.

        At a secondary site critical writes are held in a durable buffer and answered at once; every record says in `sync` where it is
        on its way. Times are ISO 8601 with a zone; they are answered in UTC with six fraction digits. Errors are
        `application/problem+json` with a stable `type`, listed at `/problems`. Writes take an `Idempotency-Key`: repeated with the same key
        and body, they take effect once and get the first answer again, with `Idempotency-Replayed: true`.

        `HEAD` works wherever `GET` does, and `OPTIONS` names the methods of a path. Bodies may be compressed with gzip. Every answer names its
        trace in `traceparent`, and a caller with a limit finds it in `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset`.
        """;

    private static readonly (string Name, string About)[] Tags =
    [
        ("Executions", "Executions of planned units: what the telescope does, from its start to its end."),
        .. Catalogue.All.Reverse().Select(resource => (resource.Title, resource.About)).DistinctBy(tag => tag.Title),
        ("Transactions", "The way of each write to the main database, and what people do about those that main refuses."),
        ("Buffer", "The buffer of a secondary site and its drain."),
        ("Site", "The site and its replica."),
        ("Status", "What people on shift must know: whether the data is safe, and where it is."),
        ("Health", "For load balancers and people on shift."),
        ("Audit", "What people decided about the buffer and about rights."),
        ("Users", "Who may log in or own tokens, and with which roles."),
        ("Tokens", "API tokens of programs."),
        ("Sessions", "Logins of people, with GitHub."),
        ("Problems", "The types of problems that answers name."),
    ];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "CcatOps",
            Version = ServiceVersion.Text,
            Description = About,
            Contact = new OpenApiContact { Name = "CCAT Observatory" },
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        // Without a host, so that the document is the same behind every address.
        document.Servers =
            [new OpenApiServer { Url = accessor.HttpContext?.Request.PathBase is { HasValue: true } basePath ? basePath.ToUriComponent() : "/" }];
        document.Tags = new SortedSet<OpenApiTag>(
            Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.About })
                .Concat(document.Tags ?? new HashSet<OpenApiTag>())
                .DistinctBy(tag => tag.Name),
            Comparer<OpenApiTag>.Create((one, other) => PlaceOf(one).CompareTo(PlaceOf(other))));
        return Task.CompletedTask;
    }

    private static (int Place, string? Name) PlaceOf(OpenApiTag tag) =>
        (Array.FindIndex(Tags, known => known.Name == tag.Name) is >= 0 and var place ? place : Tags.Length, tag.Name);
}
