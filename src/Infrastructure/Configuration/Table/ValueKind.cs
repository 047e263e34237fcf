namespace CcatOps.Infrastructure.Configuration.Table;

/// <summary>What a setting may be. <c>Expectation</c> completes the sentence "Use …".</summary>
internal abstract record ValueKind(string Expectation)
{
    public bool IsSecret { get; init; }

    /// <summary>Whether an empty environment variable means "empty"; otherwise it means "not set here".</summary>
    public bool EmptyIsAValue { get; init; }

    public abstract (object? Value, string? Problem) Read(string text);

    /// <summary>The value as a log or a fault may show it; a password inside a pasted URL is masked too.</summary>
    public string Show(string text) =>
        text.Length == 0 ? "(empty)"
        : IsSecret ? "***"
        : text.LastIndexOf('@') is var at and >= 0 && text.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 && scheme < at
            ? $"{text[..(scheme + 3)]}***{text[at..]}"
            : text;
}

internal sealed record ValueKind<T>(string Expectation, Func<string, Parsed<T>> Parse) : ValueKind(Expectation)
{
    public override (object? Value, string? Problem) Read(string text) => Parse(text) is var parsed ? (parsed.Value, parsed.Problem) : default;
}

internal readonly record struct Parsed<T>(T? Value, string? Problem)
{
    public static implicit operator Parsed<T>(T value) => Right(value);

    /// <summary>For types that the conversion cannot serve: interfaces.</summary>
    public static Parsed<T> Right(T value) => new(value, null);

    public static Parsed<T> Wrong(string problem) => new(default, problem);
}
