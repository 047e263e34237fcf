using System.Text.Json;
using System.Text.RegularExpressions;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Writes;

namespace CcatOps.Api.Errors;

/// <summary>Says what is wrong with a body that does not bind, by the name of the field as the client sent it.</summary>
internal static partial class BodyFaults
{
    public static Fault Of(BadHttpRequestException exception) => exception switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new(ProblemTypes.BodyTooLarge, "The body is larger than this path takes."),
        { StatusCode: StatusCodes.Status408RequestTimeout } => new(ProblemTypes.TooSlow, "The body did not come in time."),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
            new(ProblemTypes.UnsupportedMediaType, "The body must be JSON, with Content-Type: application/json."),
        { InnerException: JsonException json } => Of(json),
        // "… was not provided from body" and "… but no body was provided"; the framework has no other sign.
        _ when exception.Message.Contains("provided", StringComparison.Ordinal) =>
            Fault.OfField(ProblemTypes.MalformedBody, "", "is missing."),
        _ => new(ProblemTypes.BadRequest, "The request is broken off or not valid HTTP."),
    };

    private static Fault Of(JsonException exception)
    {
        var field = FieldOf(exception.Path);
        // The reader's own exception is not public; it means that the text is not JSON, whatever it was meant for.
        return exception.InnerException is JsonException
            ? Fault.OfField(ProblemTypes.MalformedBody, field, $"is not valid JSON: {Sentence(exception.InnerException.Message)}")
            : Fault.OfField(ProblemTypes.Validation, field, MessageOf(exception.Message));
    }

    /// <summary><c>$[3].name</c> as <c>[3].name</c>, and <c>$['a b']</c> as <c>a b</c>.</summary>
    private static string FieldOf(string? path)
    {
        var field = (path ?? "").TrimStart('$').TrimStart('.');
        return field.StartsWith("['", StringComparison.Ordinal) && field.EndsWith("']", StringComparison.Ordinal) ? field[2..^2] : field;
    }

    private static string MessageOf(string message) => message switch
    {
        _ when message.Contains("could not be mapped", StringComparison.Ordinal) => "is not a known field.",
        _ when message.StartsWith("Duplicate property", StringComparison.Ordinal) => "must not be given twice.",
        _ when message.StartsWith("Expected no", StringComparison.Ordinal) => "must not hold a name twice in one object.",
        _ when message.StartsWith("Expected ", StringComparison.Ordinal) => $"must be {message["Expected ".Length..]}",
        _ when Wants<double>(message) => "must be a number.",
        _ when Wants<Guid>(message) => "must be a UUID.",
        _ when Wants<string>(message) => "must be text in well-formed Unicode.",
        _ when Wants<System.Text.Json.Nodes.JsonObject>(message) => "must be a JSON object of well-formed Unicode.",
        _ when WordsOf(message) is { } words => $"must be one of {words}.",
        _ when message.Contains("[]. Path:", StringComparison.Ordinal) => "must be a JSON array.",
        _ => "must be a JSON object.",
    };

    private static bool Wants<T>(string message) =>
        message.Contains($"{typeof(T).FullName}. Path:", StringComparison.Ordinal)
        || message.Contains($"{typeof(T).FullName}]. Path:", StringComparison.Ordinal);

    /// <summary>The members of the enumeration that a value was meant for; null: it was meant for something else.</summary>
    private static string? WordsOf(string message)
    {
        return EnumerationName().Match(message) is { Success: true } found
            && typeof(Operation).Assembly.GetType(found.Groups["name"].Value) is { IsEnum: true } type
            ? string.Join(", ", Enum.GetNames(type).Select(WireJson.FieldName))
            : null;
    }

    private static string Sentence(string message) =>
        message.Split(" LineNumber:", StringSplitOptions.None)[0].TrimEnd('.', ' ') + ".";

    [GeneratedRegex(@"(?<name>CcatOps\.[A-Za-z.]+)\]?\. Path:")]
    private static partial Regex EnumerationName();
}
