using CcatOps.Domain.Sky.Coordinates;
using CsCheck;

namespace CcatOps.Domain.UnitTests.Sky.Coordinates;

public sealed class SkyConeTests
{
    [TestCase(0, 0, 90, 0, 90)]
    [TestCase(359.5, 0, 0.5, 0, 1)]
    [TestCase(0, 89, 180, 89, 2)]
    [TestCase(10, 90, 200, 90, 0)]
    [TestCase(0, 0, 180, 0, 180)]
    [TestCase(83.633, 22.014, 83.633, 22.014 + (1e-6 / 3600), 1e-6 / 3600)]
    public void Separation_is_exact_for_small_and_large_angles(double ra1, double dec1, double ra2, double dec2, double expected) =>
        Assert.That(new SkyPosition(ra1, dec1).SeparationDeg(new(ra2, dec2)), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void A_cone_away_from_the_poles_has_one_box() =>
        Assert.That(new SkyCone(new(180, 60), 1).Boxes(), Is.EqualTo(new SkyBox[] { new(177.99965, 182.00035, 59, 61) }).Using<SkyBox>(IsNear));

    [TestCase(0.5)]
    [TestCase(359.5)]
    public void A_cone_across_right_ascension_0_has_two_boxes(double ra)
    {
        var boxes = new SkyCone(new(ra, 0), 1).Boxes();
        Assert.That(boxes, Has.Count.EqualTo(2));
        Assert.That(boxes[0].MinRaDeg, Is.Zero);
        Assert.That(boxes[1].MaxRaDeg, Is.EqualTo(360));
    }

    [TestCase(89.5, 1, 88.5, 90)]
    [TestCase(-89, 1, -90, -88)]
    [TestCase(0, 180, -90, 90)]
    public void A_cone_that_holds_a_pole_has_all_right_ascensions(double dec, double radius, double south, double north) =>
        Assert.That(
            new SkyCone(new(10, dec), radius).Boxes(), Is.EqualTo(new SkyBox[] { new(0, 360, south, north) }).Using<SkyBox>(IsNear));

    [Test]
    public void The_boxes_hold_every_place_of_the_cone()
    {
        var offsets = Gen.Select(Gen.Double[0, 360], Gen.Double[0, 1]);
        Gen.Select(Gen.Double[0, 360], Gen.Double[-90, 90], Gen.OneOf(Gen.Double[0, 0.01], Gen.Double[0, 180]), offsets.Array[20]).Sample(
            (ra, dec, radius, offsets) =>
            {
                var cone = new SkyCone(new(ra, dec), radius);
                var boxes = cone.Boxes();
                return offsets.Select(offset => Offset(cone, offset.Item1, offset.Item2)).All(place =>
                    cone.Contains(place) && boxes.Any(box => place.RaDeg >= box.MinRaDeg && place.RaDeg <= box.MaxRaDeg
                        && place.DecDeg >= box.MinDecDeg && place.DecDeg <= box.MaxDecDeg));
            });
    }

    [Test]
    public void A_place_beyond_the_edge_is_not_contained()
    {
        var cone = new SkyCone(new(359.999, 70), 0.01);
        Assert.That(cone.Contains(Offset(cone, 123, 1.0001)), Is.False);
    }

    /// <summary>The place in a direction from the centre, at a part of the radius: the sine and cosine rules of spherical triangles.</summary>
    private static SkyPosition Offset(SkyCone cone, double directionDeg, double part)
    {
        var (dec, direction, distance) = (Radians(cone.Centre.DecDeg), Radians(directionDeg), Radians(cone.RadiusDeg * part));
        var sine = (Math.Sin(dec) * Math.Cos(distance)) + (Math.Cos(dec) * Math.Sin(distance) * Math.Cos(direction));
        var ra = Math.Atan2(
            Math.Sin(direction) * Math.Sin(distance) * Math.Cos(dec), Math.Cos(distance) - (Math.Sin(dec) * sine));
        var degrees = (cone.Centre.RaDeg + (ra * 180 / Math.PI)) % 360;
        return new(degrees < 0 ? degrees + 360 : degrees, Math.Asin(Math.Clamp(sine, -1, 1)) * 180 / Math.PI);
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;

    private static bool IsNear(SkyBox left, SkyBox right) =>
        Math.Abs(left.MinRaDeg - right.MinRaDeg) < 1e-4 && Math.Abs(left.MaxRaDeg - right.MaxRaDeg) < 1e-4
        && Math.Abs(left.MinDecDeg - right.MinDecDeg) < 1e-4 && Math.Abs(left.MaxDecDeg - right.MaxDecDeg) < 1e-4;
}
