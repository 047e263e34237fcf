using System.Text.RegularExpressions;
using Tomlyn.Syntax;

namespace CcatOps.Infrastructure.Configuration.Files;

/// <summary>Broken TOML, in our words: the parser's own quote the file, which may hold a secret.</summary>
internal sealed partial record TomlSyntaxFault(int Line, int Column, string Problem)
{
    /// <summary>The first of each line: what follows on a line follows from it.</summary>
    public static IReadOnlyList<TomlSyntaxFault> From(DiagnosticsBag diagnostics) =>
        diagnostics
            .Where(diagnostic => diagnostic.Kind == DiagnosticMessageKind.Error)
            .GroupBy(diagnostic => diagnostic.Span.Start.Line)
            .Select(line => line.First())
            .Select(first => new TomlSyntaxFault(first.Span.Start.Line + 1, first.Span.Start.Column + 1, Describe(first.Message)))
            .ToList();

    private static string Describe(string message) =>
        DefinedPattern().Match(message) is { Success: true } defined
            ? $"this is already given in line {defined.Groups["line"].Value}"
        : message.Contains("value", StringComparison.OrdinalIgnoreCase) || message.Contains("parse", StringComparison.OrdinalIgnoreCase)
            ? "there is no valid value here; text goes into double quotes"
        : message.Contains("string", StringComparison.OrdinalIgnoreCase)
            ? "the text is not closed, or holds an escape or a character that TOML forbids"
        : message.Contains("Expecting `=`", StringComparison.Ordinal) ? "a key must be followed by = and a value"
        : "this is not valid TOML";

    [GeneratedRegex("""is already defined at \((?<line>\d+),""")]
    private static partial Regex DefinedPattern();
}
