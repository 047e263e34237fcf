using System.Globalization;

namespace CcatOps.Cli.Output;

/// <summary>Times and durations as people type and read them.</summary>
internal static class Moments
{
    public const string ExpectedTime = "a time such as 2026-11-30T12:00:00Z, or a duration before now such as 30m, 12h or 7d";
    public const string ExpectedDuration = "a whole number of seconds, minutes, hours or days, such as 30s, 10m, 2h or 1d";

    public static string Second(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    public static string Iso(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture) ?? "";

    public static string Count(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    public static bool TryDuration(string? text, out TimeSpan duration)
    {
        TimeSpan? unit = text is not { Length: > 1 } ? null : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        var isKnown = int.TryParse(text.AsSpan(0, Math.Max(0, (text?.Length ?? 0) - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        duration = unit is { } each && isKnown && count <= TimeSpan.FromDays(3_650) / each ? count * each : default;
        return unit is not null && isKnown && (count == 0 || duration > TimeSpan.Zero);
    }

    /// <summary>A moment, or a duration before now.</summary>
    public static bool TryTime(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        if (TryDuration(text, out var before))
        {
            time = now - before;
            return true;
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}
