using System.Globalization;

namespace CcatOps.Application.Features.Tokens;

/// <summary>How long a token lives, as people write it: <c>12h</c>, <c>90d</c>.</summary>
public static class Lifetime
{
    public const string Expected = "must be a whole number of hours or days such as 12h or 90d, at most 3650d.";

    private const int MostHours = 3650 * 24;

    public static bool TryParse(string? text, out TimeSpan lifetime)
    {
        lifetime = default;
        var perUnit = text is [.., 'h'] ? 1 : text is [.., 'd'] ? 24 : 0;
        if (perUnit == 0 || !int.TryParse(text![..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;
        if (count < 1 || count > MostHours / perUnit)
            return false;
        lifetime = TimeSpan.FromHours(count * perUnit);
        return true;
    }
}
