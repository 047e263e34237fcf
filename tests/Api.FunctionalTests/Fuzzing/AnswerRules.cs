using System.Text.Json;
using System.Text.Json.Nodes;

namespace CcatOps.Api.FunctionalTests.Fuzzing;

/// <summary>The rules for every answer, whatever was sent.</summary>
internal static class AnswerRules
{
    private static readonly string[] OfProblems = ["type", "title", "detail", "instance", "trace_id", "remedy"];

    private static readonly string[] AboutFields = ["/problems/validation", "/problems/malformed-body", "/problems/unknown-reference"];

    /// <returns>The fault of the answer; null: none.</returns>
    public static string? FaultIn(FuzzRequest request, RawAnswer answer) => answer switch
    {
        { Status: >= 500 } => "is the service's fault",
        { Status: < 400 } => null,
        // The server refuses what is far beyond a limit before any of our code sees it.
        { Status: 414 or 431, Body.Length: 0 } when !request.IsHttp => null,
        _ when answer.Headers.GetValueOrDefault("Content-Type") != "application/problem+json" => "is no problem",
        _ => FaultIn(request, answer.Status, Read(answer.Body)),
    };

    /// <summary>The transaction that a write was answered with.</summary>
    public static string? TransactionIn(RawAnswer answer) =>
        answer.Status is >= 200 and < 300 && answer.Body.Contains("\"sync\"", StringComparison.Ordinal)
            ? (string?)(Read(answer.Body) as JsonObject)?["sync"]?["transaction_id"]
            : null;

    private static string? FaultIn(FuzzRequest request, int status, JsonNode? problem)
    {
        if (problem is not JsonObject)
            return "is not JSON";
        if (OfProblems.FirstOrDefault(name => string.IsNullOrEmpty((string?)problem[name])) is { } missing)
            return $"has no {missing}";
        if ((int?)problem["status"] != status)
            return "names another status";
        if (!AboutFields.Contains((string)problem["type"]!))
            return null;
        return problem["errors"] is not JsonObject { Count: > 0 } errors ? "names no field"
            : errors.Any(error => error.Value is not JsonArray { Count: > 0 }) ? "says nothing of a field"
            : request.WrongQuery is { } parameter && !errors.ContainsKey(parameter) ? $"does not name {parameter}"
            : null;
    }

    private static JsonNode? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
