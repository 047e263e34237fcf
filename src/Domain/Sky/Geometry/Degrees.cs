namespace CcatOps.Domain.Sky.Geometry;

/// <summary>Trigonometry in degrees.</summary>
internal static class Degrees
{
    public const double PerArcsecond = 1.0 / 3600;

    public static double Sin(double degrees) => Math.Sin(double.DegreesToRadians(degrees));

    public static double Cos(double degrees) => Math.Cos(double.DegreesToRadians(degrees));

    public static double Atan2(double y, double x) => double.RadiansToDegrees(Math.Atan2(y, x));

    /// <summary>The same direction, at least 0 and less than 360 degrees.</summary>
    public static double Normalize(double degrees)
    {
        var rest = degrees % 360;
        // The sum of 360 and a tiny negative number is 360.
        return rest < 0 ? (rest + 360) % 360 : rest;
    }

    /// <summary>The value of a polynomial; the first coefficient is the constant.</summary>
    public static double Polynomial(double x, params ReadOnlySpan<double> coefficients)
    {
        var sum = 0.0;
        for (var power = coefficients.Length - 1; power >= 0; power--)
            sum = (sum * x) + coefficients[power];
        return sum;
    }
}
