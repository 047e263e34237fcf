namespace CcatOps.Api.Reference;

/// <summary>A page of <c>docs/reference</c>.</summary>
/// <param name="Name">The name of its file.</param>
/// <param name="Text">Its content, in Markdown.</param>
internal sealed record ReferencePage(string Name, string Text)
{
    private const string Notice = "<!-- Made by ./run.sh docs; change the table in the source instead. -->";

    /// <param name="name">The name of its file.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="introduction">The text above the table.</param>
    /// <param name="head">The head of the table.</param>
    /// <param name="rows">The rows, each as long as the head.</param>
    public static ReferencePage Of(string name, string title, string introduction, string[] head, IEnumerable<string[]> rows)
    {
        var table = new[] { head, [.. head.Select(_ => "---")] }.Concat(rows).Select(row => $"| {string.Join(" | ", row)} |");
        return new(name, $"# {title}\n\n{Notice}\n\n{introduction.ReplaceLineEndings("\n")}\n\n{string.Join('\n', table)}\n");
    }
}
