using System.Text.Json.Nodes;
using CcatOps.Api.Queries;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>Describes the query parameters of an endpoint from what reads them.</summary>
internal sealed class QueryDescriptions : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var parameters = context.Description.ActionDescriptor.EndpointMetadata
            .OfType<KnownQuery>()
            .SelectMany(known => known.Parameters)
            .ToArray();
        if (parameters.Length == 0)
            return Task.CompletedTask;

        operation.Parameters ??= [];
        foreach (var parameter in parameters)
        {
            var schema = parameter.Describe();
            var example = schema.Examples?.FirstOrDefault()?.DeepClone();
            schema.Examples = null;
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Description = parameter.Repeats ? $"{parameter.About} Repeated: any of them." : parameter.About,
                Schema = parameter.Repeats ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema } : schema,
                Example = parameter.Repeats ? new JsonArray(example) : example,
            });
        }

        return Task.CompletedTask;
    }
}
