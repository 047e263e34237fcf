using Microsoft.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>Small changes of schemas, and what they refer to.</summary>
internal static class SchemaShapes
{
    /// <summary>The same schema without null.</summary>
    public static IOpenApiSchema WithoutNull(this IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema own)
            return schema;
        if (own.OneOf is [OpenApiSchema { Type: JsonSchemaType.Null }, var other])
            return other;
        if (own.Type is { } type)
            own.Type = type & ~JsonSchemaType.Null;
        return own;
    }

    /// <summary>The same schema, or null.</summary>
    public static IOpenApiSchema OrNull(this IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema { OneOf: [OpenApiSchema { Type: JsonSchemaType.Null }, _] } or OpenApiSchema { Type: null, OneOf: null or [] })
            return schema;
        if (schema is not OpenApiSchema { Type: { } type } own)
            return new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, schema] };
        own.Type = type | JsonSchemaType.Null;
        return own;
    }

    /// <summary>The names of the components that schemas refer to, directly or not.</summary>
    public static IReadOnlySet<string> Reachable(OpenApiDocument document, IEnumerable<IOpenApiSchema?> from)
    {
        var found = new HashSet<string>();
        var open = new Stack<IOpenApiSchema?>(from);
        while (open.TryPop(out var schema))
        {
            if (schema is OpenApiSchemaReference { Reference.Id: { } name })
            {
                if (found.Add(name) && document.Components?.Schemas?.TryGetValue(name, out var component) == true)
                    open.Push(component);
            }
            else if (schema is not null)
            {
                foreach (var part in Parts(schema))
                    open.Push(part);
            }
        }

        return found;
    }

    /// <summary>The schemas nested in a schema.</summary>
    public static IEnumerable<IOpenApiSchema> Parts(IOpenApiSchema schema) =>
    [
        .. schema.Properties?.Values ?? [],
        .. schema.OneOf ?? [],
        .. schema.AnyOf ?? [],
        .. schema.AllOf ?? [],
        .. schema.Items is { } items ? [items] : Array.Empty<IOpenApiSchema>(),
        .. schema.AdditionalProperties is { } more ? [more] : Array.Empty<IOpenApiSchema>(),
    ];
}
