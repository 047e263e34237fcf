using System.Globalization;

namespace CcatOps.Application.Features.Tokens;

/// <summary>How long the old value of a rotated token stays valid, as people write it: <c>0</c>, <c>30s</c>, <c>10m</c>, <c>2h</c>, <c>1d</c>.</summary>
public static class Overlap
{
    public const string Expected = "must be 0, or a whole number of seconds, minutes, hours or days such as 30s, 10m, 2h or 1d, at most 7d.";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static bool TryParse(string? text, out TimeSpan overlap)
    {
        overlap = default;
        if (text == "0")
            return true;
        TimeSpan? unit = text is not { Length: > 1 } ? null : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        if (unit is not { } each || !int.TryParse(text![..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > Longest / each)
            return false;
        overlap = each * count;
        return true;
    }
}
