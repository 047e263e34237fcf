using CcatOps.Api.Authentication;
using CcatOps.Api.Endpoints;
using CcatOps.Api.Errors;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>Describes the problems that an endpoint answers with, by status.</summary>
internal sealed class ProblemDescriptions : IOpenApiOperationTransformer
{
    private const string SchemaName = "problem";

    public async Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var types = context.Description.ActionDescriptor.EndpointMetadata
            .OfType<EndpointProblems>()
            .SelectMany(problems => problems.Types)
            .Append(ProblemTypes.TooManyRequests)
            .Concat(AccessDescriptions.Of(context.Description) is RouteAccess.Open ? [] : [ProblemTypes.Unauthorized, ProblemTypes.Forbidden])
            .Append(ProblemTypes.Internal)
            .Distinct();
        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), cancellationToken: cancellationToken);
        context.Document!.AddComponent(SchemaName, problem);
        operation.Responses ??= [];
        foreach (var ofStatus in types.GroupBy(type => type.Status).OrderBy(group => group.Key))
        {
            var response = new OpenApiResponse
            {
                Description = string.Join(" ", ofStatus.Select(type => $"{type.Title} ({type.Uri}).")),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [Problem.ContentType] = new() { Schema = new OpenApiSchemaReference(SchemaName, context.Document) },
                },
            };
            if (ofStatus.Any(type => type.RetryAfterSeconds is not null))
                response.Headers = RetryAfter();
            operation.Responses.TryAdd($"{ofStatus.Key}", response);
        }

        operation.Responses.TryAdd("default", new OpenApiResponse
        {
            Description = "Any other problem.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Problem.ContentType] = new() { Schema = new OpenApiSchemaReference(SchemaName, context.Document) },
            },
        });
    }

    private static Dictionary<string, IOpenApiHeader> RetryAfter() => new()
    {
        ["Retry-After"] = new OpenApiHeader
        {
            Description = "Seconds after which to try again.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
        },
    };
}
