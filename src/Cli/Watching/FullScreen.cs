using System.Globalization;
using System.Text;

namespace CcatOps.Cli.Watching;

/// <summary>The whole terminal, which shows what it showed before as soon as this is disposed of.</summary>
internal sealed class FullScreen : IDisposable
{
    /// <summary>The alternate screen, without a cursor and without wrapping of long lines.</summary>
    private const string Enter = "\e[?1049h\e[?25l\e[?7l\e[2J";

    private const string Leave = "\e[?7h\e[?25h\e[?1049l";

    private const int LeastWidth = 40;
    private const int LeastHeight = 12;

    public FullScreen() => Console.Out.Write(Enter);

    /// <summary>A terminal that does not say how large it is has 80 x 24.</summary>
    public static (int Width, int Height) Size => (
        Console.WindowWidth is > 0 and var width ? Math.Max(width, LeastWidth) : 80,
        Console.WindowHeight is > 0 and var height ? Math.Max(height, LeastHeight) : 24);

    public void Dispose()
    {
        Console.Out.Write(Leave);
        Console.Out.Flush();
    }

    /// <summary>Replaces all lines, in one write, so that nothing flickers.</summary>
    public static void Show(IReadOnlyList<string> lines)
    {
        var text = new StringBuilder();
        for (var row = 0; row < lines.Count; row++)
            text.Append(CultureInfo.InvariantCulture, $"\e[{row + 1};1H{lines[row]}\e[K");
        Console.Out.Write(text.Append("\e[J").ToString());
        Console.Out.Flush();
    }
}
