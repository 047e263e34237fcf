using System.Globalization;
using System.Text;

namespace CcatOps.Api.FunctionalTests.Client.Watching;

/// <summary>The screen of a terminal that understands what <c>watch</c> writes: moves, erasures and colours, which it ignores.</summary>
internal sealed class TerminalScreen(int width, int height)
{
    private readonly char[][] cells = [.. Enumerable.Range(0, height).Select(_ => Blank(width))];
    private readonly StringBuilder pending = new();
    private int row;
    private int column;

    /// <summary>Whether the alternate screen is shown.</summary>
    public bool IsAlternate { get; private set; }

    /// <summary>The longest line that was written, also beyond the edge.</summary>
    public int Widest { get; private set; }

    public string Text
    {
        get
        {
            lock (cells)
                return string.Join('\n', cells.Select(line => new string(line).TrimEnd()));
        }
    }

    public void Write(string text)
    {
        lock (cells)
        {
            foreach (var letter in text)
                Write(letter);
        }
    }

    private void Write(char letter)
    {
        if (pending.Length > 0 || letter == '\e')
        {
            pending.Append(letter);
            if (pending.Length > 2 ? letter is >= '@' and <= '~' : pending.Length == 2 && letter != '[')
            {
                Obey(pending.ToString());
                pending.Clear();
            }
        }
        else if (letter == '\r')
        {
            column = 0;
        }
        else if (letter == '\n')
        {
            row = Math.Min(row + 1, height - 1);
        }
        else if (letter >= ' ')
        {
            if (column < width)
                cells[row][column] = letter;
            column++;
            Widest = Math.Max(Widest, column);
        }
    }

    private void Obey(string sequence)
    {
        if (sequence.Length < 3)
            return;
        var parameters = sequence[2..^1];
        switch (sequence[^1])
        {
            case 'H':
                var place = parameters.Split(';').Select(text => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 1).ToArray();
                (row, column) = (Math.Clamp(place[0] - 1, 0, height - 1), place.Length > 1 ? place[1] - 1 : 0);
                break;
            case 'K':
                Array.Fill(cells[row], ' ', Math.Min(column, width), width - Math.Min(column, width));
                break;
            case 'J':
                for (var line = parameters == "2" ? 0 : row + 1; line < height; line++)
                    Array.Fill(cells[line], ' ');
                break;
            case 'h' or 'l' when parameters == "?1049":
                IsAlternate = sequence[^1] == 'h';
                break;
        }
    }

    private static char[] Blank(int width)
    {
        var line = new char[width];
        Array.Fill(line, ' ');
        return line;
    }
}
