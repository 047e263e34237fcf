namespace CcatOps.Domain.Sky.Visibility;

/// <param name="Time">When the margin was computed.</param>
/// <param name="Degrees">The distance to the nearest limit; negative beyond it.</param>
internal readonly record struct MarginSample(DateTimeOffset Time, double Degrees)
{
    public bool IsInside => Degrees >= 0;
}
