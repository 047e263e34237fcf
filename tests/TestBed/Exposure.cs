namespace CcatOps.TestBed;

/// <summary>One line of a <see cref="NightLog"/>; <c>Status</c> is how the exposure ended.</summary>
public sealed record Exposure(
    int Number, string Plan, string Title, string Target, string Ra, string Dec, DateTimeOffset Start, double Seconds, string File, string Status)
{
    /// <summary>When the shutter closed.</summary>
    public DateTimeOffset End => Start.AddSeconds(Seconds);
}
