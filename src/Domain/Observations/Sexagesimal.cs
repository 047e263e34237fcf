using System.Globalization;
using System.Text.RegularExpressions;

namespace CcatOps.Domain.Observations;

/// <summary>
/// Reads angles as catalogues and schedules write them: two or three fields separated by colons or blanks. The last may have decimals and the first a
/// sign (<c>05:40:59</c>, <c>-02:27:30</c>, <c>+22 00.8</c>).
/// </summary>
public static partial class Sexagesimal
{
    /// <summary>Reads a right ascension in hours, minutes and seconds as degrees.</summary>
    public static bool TryParseHours(string text, out double degrees)
    {
        var parsed = TryParseDegrees(text, out var hours);
        degrees = hours * 15;
        return parsed;
    }

    /// <summary>Reads a declination in degrees, minutes and seconds as degrees.</summary>
    public static bool TryParseDegrees(string text, out double degrees)
    {
        degrees = 0;
        var match = Notation().Match(text.Trim());
        if (!match.Success)
            return false;

        var fields = match.Groups["field"].Captures.Select(field => double.Parse(field.ValueSpan, CultureInfo.InvariantCulture)).ToArray();
        if (fields.Skip(1).Any(field => field >= 60))
            return false;

        var size = fields[0] + (fields[1] / 60) + (fields.ElementAtOrDefault(2) / 3600);
        degrees = match.Groups["minus"].Success ? -size : size;
        return true;
    }

    [GeneratedRegex(@"^(\+|(?<minus>-))?(?<field>[0-9]{1,3})((:| +)(?<field>[0-9]{1,2}))?(:| +)(?<field>[0-9]{1,2}(\.[0-9]+)?)\z")]
    private static partial Regex Notation();
}
