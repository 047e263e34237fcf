namespace CcatOps.Domain.Sky.Geometry;

/// <summary>A direction or a place in space.</summary>
internal readonly record struct Vector(double X, double Y, double Z)
{
    public double Length => Math.Sqrt(Dot(this));

    public Vector Unit => this * (1 / Length);

    /// <summary>0 to 360 degrees.</summary>
    public double LongitudeDeg => Degrees.Normalize(Degrees.Atan2(Y, X));

    /// <summary>-90 to 90 degrees.</summary>
    public double LatitudeDeg => Degrees.Atan2(Z, Math.Sqrt((X * X) + (Y * Y)));

    public static Vector operator +(Vector left, Vector right) => new(left.X + right.X, left.Y + right.Y, left.Z + right.Z);

    public static Vector operator -(Vector left, Vector right) => new(left.X - right.X, left.Y - right.Y, left.Z - right.Z);

    public static Vector operator *(Vector vector, double factor) => new(vector.X * factor, vector.Y * factor, vector.Z * factor);

    /// <summary>The unit vector of a direction.</summary>
    public static Vector At(double longitudeDeg, double latitudeDeg)
    {
        var cosine = Degrees.Cos(latitudeDeg);
        return new(cosine * Degrees.Cos(longitudeDeg), cosine * Degrees.Sin(longitudeDeg), Degrees.Sin(latitudeDeg));
    }

    public double Dot(Vector other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

    /// <summary>The angle between two directions, exact for small and for large ones: 0 to 180 degrees.</summary>
    public double AngleDeg(Vector other)
    {
        var cross = new Vector((Y * other.Z) - (Z * other.Y), (Z * other.X) - (X * other.Z), (X * other.Y) - (Y * other.X));
        return Degrees.Atan2(cross.Length, Dot(other));
    }
}
