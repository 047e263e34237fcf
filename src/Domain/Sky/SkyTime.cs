namespace CcatOps.Domain.Sky;

/// <summary>A time as astronomy counts it, from 1 January 2000, 12:00.</summary>
/// <param name="Days">Days of UTC, which here also is UT1: they differ by less than 0.9 s.</param>
/// <param name="Centuries">Julian centuries of terrestrial time.</param>
internal readonly record struct SkyTime(double Days, double Centuries)
{
    public const double DaysPerCentury = 36525;

    /// <summary>Terrestrial time less UTC since 2017. From 2000 to 2016 it was up to 5 s less, in which the Moon moves 3 arcseconds.</summary>
    private const double TerrestrialLead = 69.184 / 86400;

    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static SkyTime Of(DateTimeOffset time)
    {
        var days = (time - Epoch).TotalDays;
        return new(days, (days + TerrestrialLead) / DaysPerCentury);
    }
}
