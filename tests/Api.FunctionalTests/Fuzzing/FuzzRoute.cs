using System.Text.Json.Nodes;

namespace CcatOps.Api.FunctionalTests.Fuzzing;

/// <summary>One operation of the OpenAPI document of a running service.</summary>
internal sealed record FuzzRoute
{
    public required string Method { get; init; }

    /// <summary>With its parameters in braces.</summary>
    public required string Path { get; init; }

    public required IReadOnlyList<string> PathParameters { get; init; }
    public required IReadOnlyList<(string Name, JsonNode Schema)> Query { get; init; }
    public required IReadOnlyList<string> Headers { get; init; }

    /// <summary>The schema of the body with all references resolved; null: it takes none.</summary>
    public JsonNode? Body { get; init; }

    public JsonNode? Example { get; init; }

    public override string ToString() => $"{Method} {Path}";

    public static IReadOnlyList<FuzzRoute> Of(JsonObject document)
    {
        var schemas = new OpenApiSchemas(document);
        return
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               where operation.Key is "get" or "post" or "put" or "patch" or "delete"
               select Read(path.Key, operation.Key, operation.Value!, schemas),
        ];
    }

    private static FuzzRoute Read(string path, string method, JsonNode operation, OpenApiSchemas schemas)
    {
        var parameters = operation["parameters"]?.AsArray().Select(schemas.Resolve).ToArray() ?? [];
        var body = operation["requestBody"]?["content"]?["application/json"];
        return new()
        {
            Method = method.ToUpperInvariant(),
            Path = path,
            PathParameters = [.. In("path").Select(parameter => (string)parameter["name"]!)],
            Query = [.. In("query").Select(parameter => ((string)parameter["name"]!, schemas.Resolve(parameter["schema"])))],
            Headers = [.. In("header").Select(parameter => (string)parameter["name"]!)],
            Body = body?["schema"] is { } schema ? schemas.Resolve(schema) : null,
            Example = body?["example"],
        };

        IEnumerable<JsonNode> In(string place) => parameters.Where(parameter => (string?)parameter["in"] == place);
    }
}
