namespace CcatOps.Api.Errors;

/// <summary>The error of one request.</summary>
/// <param name="Type">The kind of problem.</param>
/// <param name="Detail">This occurrence, in words.</param>
/// <param name="Errors">Messages by the name of the field as the client sent it.</param>
internal sealed record Fault(ProblemType Type, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>The most characters of the name of a field that is repeated to the client, which chose it.</summary>
    public const int LongestField = 200;

    /// <summary>The most characters of a message, which may repeat a value.</summary>
    public const int LongestMessage = 1_000;

    /// <summary>How many messages <see cref="Errors"/> leaves out; null: none.</summary>
    public int? ErrorsOmitted { get; init; }

    public static Fault OfField(ProblemType type, string field, string message)
    {
        (field, message) = (Clipped(field, LongestField), Clipped(message, LongestMessage));
        return new(type, Sentence(field, message), new Dictionary<string, string[]> { [field] = [message] });
    }

    public static string Clipped(string text, int longest) =>
        text.Length <= longest ? text : $"{text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)]}…";

    /// <summary>Returns the message about a field; a field without a name is the body.</summary>
    public static string Sentence(string field, string message) => $"{(field.Length == 0 ? "The body" : field)} {message}";
}
