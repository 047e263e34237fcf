using System.Globalization;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace CcatOps.Infrastructure.Configuration.Files;

/// <summary>A TOML file, flattened: dotted keys and inline tables are paths like any other. Lines and columns count from 1.</summary>
internal sealed record TomlDocument(
    IReadOnlyList<TomlHeading> Headings, IReadOnlyList<TomlEntry> Entries, IReadOnlyList<TomlSyntaxFault> SyntaxFaults)
{
    public static TomlDocument Parse(string text)
    {
        var syntax = SyntaxParser.Parse(text, sourceName: "", validate: true);
        if (syntax.HasErrors)
            return new([], [], TomlSyntaxFault.From(syntax.Diagnostics));
        return new(
            syntax.Tables.Select(table => new TomlHeading(Segments(table.Name!), table is TableArraySyntax, Line(table.Name!))).ToList(),
            syntax.KeyValues.SelectMany(pair => Flatten([], pair))
                .Concat(syntax.Tables.SelectMany(table => table.Items.SelectMany(pair => Flatten(Segments(table.Name!), pair))))
                .ToList(),
            []);
    }

    private static IEnumerable<TomlEntry> Flatten(IReadOnlyList<string> table, KeyValueSyntax pair)
    {
        IReadOnlyList<string> path = [.. table, .. Segments(pair.Key!)];
        return pair.Value is InlineTableSyntax inline
            ? inline.Items.SelectMany(item => Flatten(path, item.KeyValue!))
            : [new TomlEntry(path, Text(pair.Value), Line(pair.Key!), pair.Key!.Span.Start.Column + 1)];
    }

    private static IReadOnlyList<string> Segments(KeySyntax key) =>
        [Segment(key.Key), .. key.DotKeys.Select(dotted => Segment(dotted.Key))];

    private static string Segment(BareKeyOrStringValueSyntax? key) =>
        key is StringValueSyntax quoted ? quoted.Value ?? "" : (key as BareKeySyntax)?.Key?.Text ?? "";

    private static string? Text(ValueSyntax? value) => value switch
    {
        StringValueSyntax text => text.Value ?? "",
        IntegerValueSyntax number => number.Value.ToString(CultureInfo.InvariantCulture),
        FloatValueSyntax number => number.Token?.Text?.Replace("_", "", StringComparison.Ordinal) ?? "",
        BooleanValueSyntax flag => flag.Value ? "true" : "false",
        _ => null,
    };

    private static int Line(KeySyntax key) => key.Span.Start.Line + 1;
}

internal sealed record TomlHeading(IReadOnlyList<string> Path, bool IsArray, int Line);

/// <summary>A key with its value as text; null for what no setting may be: an array, a date. Printing it shows no value.</summary>
internal sealed record TomlEntry(IReadOnlyList<string> Path, string? Text, int Line, int Column)
{
    public IReadOnlyList<string> Table { get; } = [.. Path.SkipLast(1)];
    public string Key => Path[^1];
    public TomlHeading Heading => new(Table, IsArray: false, Line);

    public override string ToString() => string.Join('.', Path);
}
