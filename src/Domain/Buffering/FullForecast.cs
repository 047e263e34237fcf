namespace CcatOps.Domain.Buffering;

/// <summary>When the buffer will be full if transactions go on coming and going as they do.</summary>
public static class FullForecast
{
    /// <summary>About three years, in seconds: more days than that say nothing.</summary>
    private const double Longest = 1e8;

    /// <summary>Seconds until it is full; 0 when it is, null when it does not fill.</summary>
    public static double? SecondsUntilFull(long waiting, long places, double acceptedPerSecond, double appliedPerSecond)
    {
        if (waiting >= places)
            return 0;
        var growth = acceptedPerSecond - appliedPerSecond;
        return growth > 0 ? Math.Round((places - waiting) / growth, 0) : null;
    }

    /// <summary>The same in words, such as <c>full in about 2 h 10 min at the present rate</c>.</summary>
    public static string InWords(double? seconds) => seconds switch
    {
        null => "not filling at the present rate",
        0 => "full",
        < 60 => "full in less than a minute at the present rate",
        _ => $"full in about {Parts(TimeSpan.FromMinutes(Math.Round(Math.Min(seconds.Value, Longest) / 60)))} at the present rate",
    };

    private static string Parts(TimeSpan span) => span switch
    {
        { Days: > 0, Hours: 0 } => $"{span.Days} d",
        { Days: > 0 } => $"{span.Days} d {span.Hours} h",
        { Hours: > 0, Minutes: 0 } => $"{span.Hours} h",
        { Hours: > 0 } => $"{span.Hours} h {span.Minutes} min",
        _ => $"{span.Minutes} min",
    };
}
