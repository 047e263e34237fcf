using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>
/// Describes the path that takes the UUID of an execution or the integer id of a planned unit. OpenAPI counts the two as one
/// path, so one operation stands for both.
/// </summary>
internal static class EitherIdDescription
{
    public static Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (operation.Parameters?.FirstOrDefault(parameter => parameter.In == ParameterLocation.Path) is OpenApiParameter id)
        {
            id.Description = "The UUID of an execution, or the integer id of a planned unit.";
            id.Schema = new OpenApiSchema
            {
                OneOf =
                [
                    new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
                    new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
                ],
            };
        }

        if (operation.Responses is { } responses && responses.TryGetValue("200", out var found)
            && found.Content is { } content && content.TryGetValue("application/json", out var answer) && answer.Schema is { } one)
        {
            answer.Schema = new OpenApiSchema { OneOf = [one, new OpenApiSchema { Type = JsonSchemaType.Array, Items = one }] };
        }

        return Task.CompletedTask;
    }
}
