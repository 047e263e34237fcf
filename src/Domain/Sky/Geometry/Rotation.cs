namespace CcatOps.Domain.Sky.Geometry;

/// <summary>A rotation of the axes of coordinates, as the rows of its matrix.</summary>
internal readonly record struct Rotation(Vector Row1, Vector Row2, Vector Row3)
{
    public Rotation Inverse =>
        new(new(Row1.X, Row2.X, Row3.X), new(Row1.Y, Row2.Y, Row3.Y), new(Row1.Z, Row2.Z, Row3.Z));

    public static Vector operator *(Rotation rotation, Vector vector) =>
        new(rotation.Row1.Dot(vector), rotation.Row2.Dot(vector), rotation.Row3.Dot(vector));

    /// <summary>The right rotation, then the left one.</summary>
    public static Rotation operator *(Rotation left, Rotation right)
    {
        var columns = right.Inverse;
        return new(columns * left.Row1, columns * left.Row2, columns * left.Row3);
    }

    /// <summary>Turns Y towards Z.</summary>
    public static Rotation AboutX(double degrees)
    {
        var (sine, cosine) = (Degrees.Sin(degrees), Degrees.Cos(degrees));
        return new(new(1, 0, 0), new(0, cosine, sine), new(0, -sine, cosine));
    }

    /// <summary>Turns X towards Y.</summary>
    public static Rotation AboutZ(double degrees)
    {
        var (sine, cosine) = (Degrees.Sin(degrees), Degrees.Cos(degrees));
        return new(new(cosine, sine, 0), new(-sine, cosine, 0), new(0, 0, 1));
    }
}
