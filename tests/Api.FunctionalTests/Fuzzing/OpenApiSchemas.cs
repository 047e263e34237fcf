using System.Text.Json.Nodes;

namespace CcatOps.Api.FunctionalTests.Fuzzing;

/// <summary>Schemas without references, and values that suit them.</summary>
internal sealed class OpenApiSchemas(JsonObject document)
{
    /// <summary>Deeper than any body of ours; a schema that holds itself ends here.</summary>
    private const int Deepest = 8;

    public JsonNode Resolve(JsonNode? schema) => Resolve(schema, 0)!;

    /// <summary>A value that the schema allows, as far as it says; properties that are not required are left out now and then.</summary>
    public static JsonNode? Sample(JsonNode? schema, Random random)
    {
        if (schema is null)
            return 1;
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
            return Sample(choices[random.Next(choices.Count)], random);
        if (schema["enum"] is JsonArray values)
            return values[random.Next(values.Count)]?.DeepClone();
        return TypeOf(schema) switch
        {
            "object" => SampleObject(schema, random),
            "array" => new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Sample(schema["items"], random))]),
            "integer" => random.Next(1, 4),
            "number" => random.NextDouble(),
            "boolean" => random.Next(2) == 0,
            _ => (string?)schema["format"] switch
            {
                "uuid" => Uuid(random).ToString(),
                "date-time" => "2023-03-28T02:38:42Z",
                _ => $"text {random.Next(1000)}",
            },
        };
    }

    public static Guid Uuid(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static JsonObject SampleObject(JsonNode schema, Random random)
    {
        var required = schema["required"]?.AsArray().Select(name => (string?)name).ToArray() ?? [];
        var sample = new JsonObject();
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            if (required.Contains(name) || random.Next(3) == 0)
                sample[name] = Sample(property, random);
        }

        return sample;
    }

    private static string? TypeOf(JsonNode schema) => schema["type"] switch
    {
        JsonArray types => types.Select(type => (string?)type).FirstOrDefault(type => type != "null"),
        { } type => (string?)type,
        null => null,
    };

    private JsonNode? Resolve(JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject reference when (string?)reference["$ref"] is { } path:
                return depth > Deepest ? new JsonObject() : Resolve(Find(path), depth + 1);
            case JsonObject branch:
                return new JsonObject(branch.Select(pair => KeyValuePair.Create(pair.Key, Resolve(pair.Value, depth + 1))));
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Resolve(item, depth + 1))]);
            default:
                return node?.DeepClone();
        }
    }

    private JsonNode Find(string path) =>
        path.TrimStart('#', '/').Split('/').Aggregate((JsonNode)document, (node, part) => node[part]!);
}
