using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using CcatOps.Application.Serialization;
using Microsoft.AspNetCore.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>Names the components of the document, and remembers of which type each is.</summary>
internal sealed class ComponentTypes
{
    private readonly ConcurrentDictionary<string, JsonTypeInfo> types = new();

    /// <summary>Returns the name of the component of a type, or null if its schema stands where it is used.</summary>
    public string? NameOf(JsonTypeInfo type)
    {
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } name)
            return null;
        var component = WireJson.FieldName(name);
        types[component] = type;
        return component;
    }

    public JsonTypeInfo? Find(string component) => types.GetValueOrDefault(component);
}
