using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>
/// Makes each enumeration a component. Generated clients then have one type for it, with a name; of one that is written where it is used
/// they make a type for each place.
/// </summary>
internal sealed class NamedEnumerations : IOpenApiDocumentTransformer
{
    /// <summary>Names of enumerations for which the name of the field or parameter is not enough.</summary>
    private static readonly Dictionary<string, string> Names = new()
    {
        ["type"] = "problem_uri",
        ["status"] = "final_status",
        ["until"] = "awaited_state",
        ["files"] = "listed_files",
    };

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var components = document.Components?.Schemas?.Values.OfType<OpenApiSchema>() ?? [];
        foreach (var fields in components.Select(component => component.Properties).OfType<IDictionary<string, IOpenApiSchema>>().ToArray())
        {
            foreach (var (name, schema) in fields.ToArray())
                fields[name] = Named(document, name, schema);
        }

        var operations = document.Paths.Values.SelectMany(path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>());
        foreach (var parameter in operations.SelectMany(operation => operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (parameter is { Name: { } name, Schema: OpenApiSchema { Items: { } items } list })
                list.Items = Named(document, name, items);
            else if (parameter is { Name: { } named, Schema: { } schema })
                parameter.Schema = Named(document, named, schema);
        }

        return Task.CompletedTask;
    }

    private static IOpenApiSchema Named(OpenApiDocument document, string field, IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema { Enum: { Count: > 0 } values } own)
            return schema;
        var words = values.Select(value => value.ToString()).ToArray();
        var name = document.Components?.Schemas?
            .FirstOrDefault(component => component.Value.Enum?.Select(value => value.ToString()).SequenceEqual(words) == true).Key;
        if (name is null)
        {
            name = Names.GetValueOrDefault(field, field);
            if (!document.AddComponent(name, new OpenApiSchema { Type = own.Type, Enum = values }))
                throw new InvalidOperationException($"Two enumerations would be named {name}.");
        }

        return new OpenApiSchemaReference(name, document) { Description = own.Description, Default = own.Default };
    }
}
