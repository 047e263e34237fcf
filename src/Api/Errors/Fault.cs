namespace CcatOps.Api.Errors;

/// <summary>What went wrong with one request.</summary>
/// <param name="Type">The kind of problem.</param>
/// <param name="Detail">This occurrence, in words.</param>
/// <param name="Errors">Messages by the name of the field as the client sent it.</param>
internal sealed record Fault(ProblemType Type, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    public static Fault OfField(ProblemType type, string field, string message) =>
        new(type, Sentence(field, message), new Dictionary<string, string[]> { [field] = [message] });

    /// <summary>What is said of a field; one without a name is the body.</summary>
    public static string Sentence(string field, string message) => $"{(field.Length == 0 ? "The body" : field)} {message}";
}
