using System.Globalization;
using System.Text;

namespace CcatOps.Api.Hosting;

/// <summary>Text that a terminal shows and does not obey: control characters, and those that turn the direction of writing, are escaped.</summary>
internal static class PrintableText
{
    /// <summary>Text of one line; a line break is escaped too.</summary>
    public static string Line(string text) => Escaped(text, isBreakKept: false);

    /// <summary>Text of several lines.</summary>
    public static string Lines(string text) => Escaped(text, isBreakKept: true);

    private static string Escaped(string text, bool isBreakKept)
    {
        if (!text.Any(letter => IsEscaped(letter, isBreakKept)))
            return text;

        var escaped = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            if (IsEscaped(letter, isBreakKept))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else
                escaped.Append(letter);
        }

        return escaped.ToString();
    }

    /// <summary>https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters</summary>
    private static bool IsEscaped(char letter, bool isBreakKept) =>
        (char.IsControl(letter) && !(isBreakKept && letter == '\n'))
        || letter is '\u061C' or (>= '\u200B' and <= '\u200F') or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF';
}
