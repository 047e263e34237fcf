using CcatOps.Api.Hosting;
using CcatOps.Application.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace CcatOps.Api.OpenApi;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and its explorer at <c>/docs</c>; both work without internet.</summary>
internal static class ApiDescription
{
    private const string About =
        """
        Records what a telescope observes, at the site where it happens, and brings it to the main database.

        At a secondary site critical writes are held in a durable buffer and answered at once; every record says in `sync` where it is
        on its way. Times are ISO 8601 with a zone and are answered in UTC. Errors are `application/problem+json` with a stable `type`.
        Writes take an `Idempotency-Key`: repeated with the same key and body, they take effect once and get the first answer again.
        """;

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = type =>
            OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name ? WireJson.FieldName(name) : null;
        options.AddSchemaTransformer<WireSchemas>();
        options.AddOperationTransformer<QueryDescriptions>();
        options.AddOperationTransformer<WriteDescriptions>();
        options.AddOperationTransformer<ProblemDescriptions>();
        options.AddOperationTransformer<AccessDescriptions>();
        options.AddDocumentTransformer<AccessDescriptions>();
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "CcatOps", Version = ServiceVersion.Text, Description = About };
            // Relative, so that the document is the same behind every address.
            document.Servers = [new OpenApiServer { Url = "/" }];
            return Task.CompletedTask;
        });
    });

    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference("/docs", options => options
            .WithTitle("CcatOps API")
            .WithOpenApiRoutePattern("/openapi/{documentName}.json")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideClientButton()
            .HideDeveloperTools());
    }
}
