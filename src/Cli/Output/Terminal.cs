namespace CcatOps.Cli.Output;

/// <summary>Prints data on standard output and all else on standard error.</summary>
internal sealed class Terminal
{
    private readonly TextWriter data = Console.Out;
    private readonly TextWriter notes = Console.Error;
    private readonly bool isOutput = !Console.IsOutputRedirected;

    public bool IsColoured { get; } = !Console.IsOutputRedirected && AllowsColour();

    /// <summary>Whether somebody can see progress.</summary>
    public bool ShowsProgress { get; } = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    public void Data(string text) => data.WriteLine(text);

    public void Note(string text) => notes.WriteLine(PrintableText.Lines(text));

    public void Print(Listing listing, OutputFormat format) =>
        Data(format == OutputFormat.Csv ? listing.ToCsv() : listing.ToTable(isOutput ? Math.Max(Console.WindowWidth, 40) : null));

    /// <summary>Replaces the line of progress; an empty text removes it.</summary>
    public void Progress(string text)
    {
        if (ShowsProgress)
            notes.Write($"\r{PrintableText.Line(text)}\e[K");
    }

    /// <summary>Asks before something is changed.</summary>
    /// <exception cref="ClientFailure">Nobody can answer.</exception>
    public static bool Confirm(string question)
    {
        if (Console.IsInputRedirected)
            throw new ClientFailure(ExitCodes.Usage, $"{question} Nobody can answer here; add --yes to do it without a question.");
        Console.Error.Write($"{PrintableText.Line(question)} [y/N] ");
        return Console.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    public static bool AllowsColour() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
}
