using System.Globalization;

namespace CcatOps.Domain.Observations;

/// <summary>
/// Angles as catalogues and schedules write them: two or three fields parted by colons or blanks, of which the last may
/// have decimals and the first a sign (<c>05:40:59</c>, <c>-02:27:30</c>, <c>+22 00.8</c>).
/// </summary>
public static class Sexagesimal
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
        var trimmed = text.Trim();
        var negative = trimmed.StartsWith('-');
        var fields = trimmed.TrimStart('+', '-').Split([':', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is < 2 or > 3)
            return false;

        var unit = 1.0;
        foreach (var (index, field) in fields.Index())
        {
            var style = index == fields.Length - 1 ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
            if (!double.TryParse(field, style, CultureInfo.InvariantCulture, out var value) || (index > 0 && value >= 60))
                return false;
            degrees += value / unit;
            unit *= 60;
        }

        degrees = negative ? -degrees : degrees;
        return true;
    }
}
