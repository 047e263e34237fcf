using System.Buffers.Text;
using System.Security.Cryptography;
using CcatOps.Api.Shell;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace CcatOps.Api.OpenApi;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c> and <c>.yaml</c>, and its explorer at <c>/docs</c>; both work without internet.</summary>
internal static class ApiDescription
{
    public static IServiceCollection AddApiDescription(this IServiceCollection services)
    {
        var types = new ComponentTypes();
        return services.AddSingleton(types).AddSingleton<ValidatorBounds>().AddOpenApi(options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = types.NameOf;
            options.AddSchemaTransformer<WireSchemas>();
            options.AddOperationTransformer<QueryDescriptions>();
            options.AddOperationTransformer<WriteDescriptions>();
            options.AddOperationTransformer<ProblemDescriptions>();
            options.AddOperationTransformer<AccessDescriptions>();
            options.AddOperationTransformer<Examples>();
            options.AddDocumentTransformer<AccessDescriptions>();
            options.AddDocumentTransformer<DocumentTexts>();
            options.AddDocumentTransformer<ComponentSchemas>();
            options.AddDocumentTransformer<NamedEnumerations>();
        });
    }

    public static void MapApiDescription(this WebApplication app)
    {
        // Each other name would be kept for good as a service that was asked for.
        app.MapOpenApi("/openapi/{documentName:regex(^v1$)}.json");
        app.MapOpenApi("/openapi/{documentName:regex(^v1$)}.yaml");
        app.MapScalarApiReference("/docs", (options, context) =>
        {
            var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
            context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.PageWith(nonce);
            options
                .WithNonce(nonce)
                .AddHeadContent(NoncedStyles(nonce))
                .WithTitle("CcatOps API")
                .WithOpenApiRoutePattern("/openapi/{documentName}.json")
                .DisableDefaultFonts()
                .DisableTelemetry()
                .DisableAgent()
                .DisableMcp()
                .HideClientButton()
                .HideDeveloperTools();
        });
    }

    /// <summary>The explorer makes its styles by script: the large one takes the number from the page's head, the others are given it here.</summary>
    private static string NoncedStyles(string nonce) =>
        $$"""
        <meta property="csp-nonce" content="{{nonce}}">
        <script nonce="{{nonce}}">
          const make = document.createElement.bind(document);
          document.createElement = (name, options) => {
            const made = make(name, options);
            if (made instanceof HTMLStyleElement) made.nonce = '{{nonce}}';
            return made;
          };
          // An attribute is inline style, which the policy blocks; the same through the object of the style is not.
          const set = Element.prototype.setAttribute;
          Element.prototype.setAttribute = function (name, value) {
            if (name === 'style') this.style.cssText = value;
            else set.call(this, name, value);
          };
        </script>
        """;
}
