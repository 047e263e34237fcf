using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CcatOps.Application.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>
/// Describes components as the service writes and reads them. In answers every property is there unless it says otherwise, and later versions
/// may add some. In bodies what is required is not null, and what is unknown is refused.
/// </summary>
internal sealed class ComponentSchemas(ComponentTypes types, ValidatorBounds bounds) : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var operations = document.Paths.Values.SelectMany(path => path.Operations ?? []).Select(operation => operation.Value).ToArray();
        var answers = SchemaShapes.Reachable(document, operations
            .SelectMany(operation => operation.Responses ?? [])
            .SelectMany(response => response.Value.Content ?? new Dictionary<string, OpenApiMediaType>())
            .Select(content => content.Value.Schema));
        foreach (var (name, component) in document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (component is not OpenApiSchema schema)
                continue;
            schema.WithoutNull();
            if (types.Find(name) is { } type)
                Describe(schema, type, isAnswer: answers.Contains(name));
            OpenFreeObjects(schema);
        }

        return Task.CompletedTask;
    }

    private void Describe(OpenApiSchema schema, JsonTypeInfo info, bool isAnswer)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. Enum.GetNames(type).Select(name => (JsonNode)WireJson.FieldName(name))];
        }
        else if (schema.Properties is { Count: > 0 } properties && isAnswer)
        {
            DescribeAnswer(schema, properties, info);
        }
        else if (schema.Properties is { Count: > 0 } fields)
        {
            foreach (var name in schema.Required ?? new HashSet<string>())
                fields[name] = fields[name].WithoutNull();
            bounds.Describe(type, fields);
        }
    }

    private static void DescribeAnswer(OpenApiSchema schema, IDictionary<string, IOpenApiSchema> properties, JsonTypeInfo info)
    {
        schema.AdditionalPropertiesAllowed = true;
        schema.Required = new HashSet<string>();
        foreach (var property in info.Properties.Where(property => properties.ContainsKey(property.Name)))
        {
            var isOptional = property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is [JsonIgnoreAttribute, ..];
            if (!isOptional)
                schema.Required.Add(property.Name);
            // The schema of any JSON holds null already.
            var isNullable = !isOptional && property.IsGetNullable && property.PropertyType != typeof(JsonNode);
            var described = properties[property.Name];
            properties[property.Name] = isNullable ? described.OrNull() : described.WithoutNull();
            if (properties[property.Name] is OpenApiSchema map && ValueOf(property.PropertyType) is { } value)
                map.AdditionalProperties = value;
        }
    }

    /// <summary>The type of a dictionary's values, which the generator does not see where the keys are an enumeration.</summary>
    private static OpenApiSchema? ValueOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
        ? type.GenericTypeArguments[1] switch
        {
            var value when value == typeof(DateTimeOffset) => new() { Type = JsonSchemaType.String, Format = "date-time" },
            var value when value == typeof(long) => new() { Type = JsonSchemaType.Integer, Format = "int64" },
            _ => null,
        }
        : null;

    /// <summary>An object that says nothing of its members holds any; generated clients take it for one without members otherwise.</summary>
    private static void OpenFreeObjects(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema own)
            return;
        if (own.Type is { } type && type.HasFlag(JsonSchemaType.Object) && own.Properties is null or { Count: 0 } && own.AdditionalProperties is null)
        {
            own.AdditionalPropertiesAllowed = true;
            own.AdditionalProperties = new OpenApiSchema();
        }

        foreach (var part in SchemaShapes.Parts(own))
            OpenFreeObjects(part);
    }
}
