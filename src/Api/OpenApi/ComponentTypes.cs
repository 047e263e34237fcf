using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Replication;
using Microsoft.AspNetCore.OpenApi;

namespace CcatOps.Api.OpenApi;

/// <summary>Names the components of the document, and remembers of which type each is.</summary>
internal sealed class ComponentTypes
{
    /// <summary>Types without a component, because generated clients take a component that is no enumeration for an object.</summary>
    private static readonly HashSet<Type> Inlined = [typeof(Lsn), typeof(JsonNode)];

    private readonly ConcurrentDictionary<string, JsonTypeInfo> types = new();

    /// <summary>Returns the name of the component of a type, or null if its schema stands where it is used.</summary>
    public string? NameOf(JsonTypeInfo type)
    {
        if (Inlined.Contains(Nullable.GetUnderlyingType(type.Type) ?? type.Type) || OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } name)
            return null;
        var component = WireJson.FieldName(name);
        types[component] = type;
        return component;
    }

    public JsonTypeInfo? Find(string component) => types.GetValueOrDefault(component);
}
