using System.Globalization;

namespace CcatOps.Domain.Status;

/// <summary>Times, ages and counts as people on shift read them.</summary>
internal static class StatusWords
{
    /// <summary>A moment in UTC: the time of day, with the date unless it is within the last day.</summary>
    public static string Moment(DateTimeOffset moment, DateTimeOffset now) => moment.UtcDateTime.ToString(
        (now - moment).Duration() < TimeSpan.FromDays(1) ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Age(TimeSpan age) => age switch
    {
        { Ticks: < 0 } => "0 s",
        { TotalMinutes: < 1 } => $"{(int)age.TotalSeconds} s",
        { TotalHours: < 1 } => $"{age.Minutes} min",
        { TotalDays: < 1, Minutes: 0 } => $"{age.Hours} h",
        { TotalDays: < 1 } => $"{age.Hours} h {age.Minutes} min",
        { Hours: 0 } => $"{age.Days} d",
        _ => $"{age.Days} d {age.Hours} h",
    };

    /// <summary>Such as <c>1 write waits</c> and <c>1,213 writes wait</c>.</summary>
    public static string Count(long count, string one, string many) =>
        count == 1 ? $"1 {one}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {many}");

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(share * 100):0} %");

    public static string AsSentence(string clause) => clause.Length == 0 ? "" : $"{char.ToUpperInvariant(clause[0])}{clause[1..]}.";
}
