using CcatOps.Api.Authentication;
using CcatOps.Domain.Access;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>Describes which credential an endpoint wants, from the table of routes.</summary>
internal sealed class AccessDescriptions : IOpenApiOperationTransformer, IOpenApiDocumentTransformer
{
    private const string SchemeName = "bearer";

    public static RouteAccess Of(Microsoft.AspNetCore.Mvc.ApiExplorer.ApiDescription endpoint) =>
        RoutePolicies.Find(endpoint.HttpMethod ?? "*", endpoint.RelativePath ?? "") ?? new RouteAccess.Closed();

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.AddComponent<IOpenApiSecurityScheme>(SchemeName, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = $"An API token, which begins with {TokenValue.Prefix}, or the token of a session.",
        });
        return Task.CompletedTask;
    }

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var access = Of(context.Description);
        if (access is RouteAccess.Open)
        {
            operation.Description = $"{operation.Description} Needs no credential.".TrimStart();
            return Task.CompletedTask;
        }

        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SchemeName, context.Document)] = [] }];
        var needed = access is RouteAccess.Needs { Permission: var permission } ? $"`{permission}`" : "any valid credential";
        operation.Description = $"{operation.Description} Needs {needed}.".TrimStart();
        return Task.CompletedTask;
    }
}
