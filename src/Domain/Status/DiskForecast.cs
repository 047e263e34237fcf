namespace CcatOps.Domain.Status;

/// <summary>When a disk will be full if it fills as it did.</summary>
public static class DiskForecast
{
    /// <summary>A shorter time says nothing about days.</summary>
    private static readonly TimeSpan ShortestBasis = TimeSpan.FromHours(1);

    /// <summary>More days than these say nothing.</summary>
    private const double MostDays = 3_650;

    /// <returns>Days; null: unknown, or it does not fill.</returns>
    public static double? DaysUntilFull(long freeBefore, long freeNow, TimeSpan between)
    {
        if (between < ShortestBasis || freeNow >= freeBefore)
            return null;
        var days = freeNow / ((freeBefore - freeNow) / between.TotalDays);
        return days > MostDays ? null : Math.Round(days, 1);
    }
}
