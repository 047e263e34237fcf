using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace CcatOps.Api.FunctionalTests.OpenApi;

/// <summary>Holds requests and answers against the OpenAPI document, with a validator of JSON Schema 2020-12.</summary>
internal sealed partial class ApiDocument(JsonObject document)
{
    private const string Json = "application/json";

    private static readonly EvaluationOptions Strict = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    /// <summary>The service takes more forms of a time than RFC 3339 has.</summary>
    private static readonly EvaluationOptions Lenient = new() { OutputFormat = OutputFormat.List };

    private readonly ConcurrentDictionary<string, JsonSchema> schemas = new();

    public JsonObject Root => document;

    /// <returns>The fault of an answer; null: none, or the document does not describe the path.</returns>
    public string? FaultInAnswer(string method, string path, int status, string? mediaType, string body)
    {
        if (Find(method, path) is not { } operation || IsOfPlannedUnit(path))
            return null;
        if ((operation["responses"]![$"{status}"] ?? operation["responses"]!["default"]) is not JsonObject response)
            return $"the status {status} is not described";
        if (response["content"] is not JsonObject content)
            return body.Length == 0 ? null : "it has a body and none is described";
        if (body.Length == 0)
            return null;
        return content[mediaType ?? ""] is { } described
            ? Fault(described["schema"]!, mediaType!.EndsWith("json", StringComparison.Ordinal) ? body : JsonSerializer.Serialize(body), Strict)
            : $"the media type {mediaType} is not described for the status {status}";
    }

    /// <returns>The fault of the body of a request; null: none, or no body is described.</returns>
    public string? FaultInBody(string method, string path, string body) =>
        Find(method, path)?["requestBody"]?["content"]?[Json]?["schema"] is { } schema ? Fault(schema, body, Lenient) : null;

    /// <returns>The fault of a value; null: none.</returns>
    public string? Fault(JsonNode schema, string json) => Fault(schema, json, Strict);

    private string? Fault(JsonNode schema, string json, EvaluationOptions options)
    {
        var result = schemas.GetOrAdd(schema.ToJsonString(), SchemaOf).Evaluate(JsonNode.Parse(json), options);
        return result.IsValid
            ? null
            : string.Join('\n', result.Details.Where(detail => detail.HasErrors)
                .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Key}: {error.Value}"))
                .Take(5));
    }

    /// <summary>A schema with the components that it refers to, directly or not.</summary>
    private JsonSchema SchemaOf(string schema)
    {
        var components = new JsonObject();
        var open = new Queue<string>([schema]);
        while (open.TryDequeue(out var text))
        {
            foreach (var name in References().Matches(text).Select(match => match.Groups[1].Value).Where(name => !components.ContainsKey(name)))
            {
                components[name] = document["components"]!["schemas"]![name]!.DeepClone();
                open.Enqueue(components[name]!.ToJsonString());
            }
        }

        var whole = JsonNode.Parse(schema)!.AsObject();
        whole["$defs"] = components;
        return JsonSchema.FromText(whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));
    }

    [GeneratedRegex("\"#/components/schemas/([a-z0-9_]+)\"")]
    private static partial Regex References();

    /// <summary>The operation of a path; a literal part of a path comes before one in braces.</summary>
    private JsonNode? Find(string method, string path)
    {
        var parts = path.Trim('/').Split('/');
        return document["paths"]!.AsObject()
            .Where(described => Matches(described.Key.Trim('/').Split('/'), parts))
            .OrderBy(described => described.Key.Count(letter => letter == '{'))
            .FirstOrDefault().Value?[method == "HEAD" ? "get" : method.ToLowerInvariant()];
    }

    private static bool Matches(string[] described, string[] parts) =>
        described.Length == parts.Length && described.Zip(parts).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);

    /// <summary>The document describes this form in words.</summary>
    private static bool IsOfPlannedUnit(string path) =>
        path.Trim('/').Split('/') is ["executed_obs_units", var id] && int.TryParse(id, out _);
}
