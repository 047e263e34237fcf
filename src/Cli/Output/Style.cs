namespace CcatOps.Cli.Output;

/// <summary>Colours of a terminal; the words say the same without them.</summary>
internal sealed class Style
{
    public static readonly Style Plain = new(isColoured: false);
    public static readonly Style Coloured = new(isColoured: true);

    private readonly bool isColoured;

    private Style(bool isColoured) => this.isColoured = isColoured;

    /// <param name="severity"><c>ok</c>, <c>waiting</c> or <c>attention</c>.</param>
    /// <param name="text">The text.</param>
    public string Of(string severity, string text) => severity switch
    {
        "ok" => Sgr("32;1", text),
        "waiting" => Sgr("33;1", text),
        _ => Sgr("31;1", text),
    };

    public string Faint(string text) => Sgr("2", text);

    /// <summary>Also without colours, because it shows a place and no mood.</summary>
    public static string Reverse(string text) => $"\e[7m{text}\e[0m";

    private string Sgr(string code, string text) => isColoured ? $"\e[{code}m{text}\e[0m" : text;
}
