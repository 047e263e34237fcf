namespace CcatOps.Application.Reads;

/// <summary>Lower case of the letters A to Z alone, which every database makes alike.</summary>
public static class AsciiCase
{
    public static string Lower(string text) => string.Create(text.Length, text, (lower, from) =>
    {
        for (var index = 0; index < from.Length; index++)
            lower[index] = char.IsAsciiLetterUpper(from[index]) ? (char)(from[index] | 0x20) : from[index];
    });
}
