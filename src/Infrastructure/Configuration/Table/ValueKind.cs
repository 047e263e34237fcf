namespace CcatOps.Infrastructure.Configuration.Table;

/// <summary>The values that a setting accepts. <c>Expectation</c> completes the sentence "Use …".</summary>
internal abstract record ValueKind(string Expectation)
{
    public bool IsSecret { get; init; }

    /// <summary>Whether an empty environment variable means "empty"; otherwise it means "not set here".</summary>
    public bool EmptyIsAValue { get; init; }

    public abstract (object? Value, string? Problem) Read(string text);

    /// <summary>
    /// The value as a log or a fault may show it, on one line. A password inside a URL that was pasted in is masked too.
    /// </summary>
    public string Show(string text) =>
        text.Length == 0 ? "(empty)"
        : IsSecret ? "***"
        : string.Concat(WithoutUserInfo(text).Select(letter => char.IsControl(letter) ? '?' : letter));

    private static string WithoutUserInfo(string text)
    {
        var host = text.IndexOf("://", StringComparison.Ordinal) + "://".Length;
        var at = text.LastIndexOf('@');
        return host >= "://".Length && at >= host ? $"{text[..host]}***{text[at..]}" : text;
    }
}

internal sealed record ValueKind<T>(string Expectation, Func<string, Parsed<T>> Parse) : ValueKind(Expectation)
{
    public override (object? Value, string? Problem) Read(string text)
    {
        var parsed = Parse(text);
        return (parsed.Value, parsed.Problem);
    }
}

internal readonly record struct Parsed<T>(T? Value, string? Problem)
{
    public static implicit operator Parsed<T>(T value) => Right(value);

    /// <summary>For types that the conversion cannot serve: interfaces.</summary>
    public static Parsed<T> Right(T value) => new(value, null);

    public static Parsed<T> Wrong(string problem) => new(default, problem);
}
