using CcatOps.Domain.Sky.Coordinates;
using CsCheck;

namespace CcatOps.Domain.UnitTests.Sky.Coordinates;

public sealed class SkyFramesTests
{
    // The pole and the origin of galactic coordinates, 3C 273 (Hazard et al. 1971) and the pole of the ecliptic.
    [TestCase(SkyFrame.Galactic, 0, 90, 192.85948, 27.12825)]
    [TestCase(SkyFrame.Galactic, 0, 0, 266.40499, -28.93617)]
    [TestCase(SkyFrame.B1950, 186.638525, 2.32874167, 187.27791542, 2.05238833)]
    [TestCase(SkyFrame.Ecliptic, 0, 90, 270, 66.56071)]
    [TestCase(SkyFrame.J2000, 83.63313, 22.01450, 83.63313, 22.01450)]
    public void Known_places_become_their_ICRS_place(SkyFrame frame, double longitude, double latitude, double ra, double dec) =>
        Assert.That(SkyFrames.ToIcrs(frame, longitude, latitude).SeparationDeg(new(ra, dec)) * 3600, Is.LessThan(0.5));

    [Test]
    public void A_place_survives_the_way_there_and_back() =>
        Gen.Select(Gen.Enum<SkyFrame>(), Gen.Double[0, 360], Gen.Double[-90, 90]).Sample((frame, ra, dec) =>
        {
            var (longitude, latitude) = SkyFrames.FromIcrs(frame, new(ra, dec));
            return longitude is >= 0 and < 360 && SkyFrames.ToIcrs(frame, longitude, latitude).SeparationDeg(new(ra, dec)) * 3600 < 0.001;
        });

    [TestCase(SkyFrame.J2000, "05:34:31.95", "+22:00:52.2", 83.63313, 22.01450)]
    [TestCase(SkyFrame.J2000, "83.63313", " 22.0145 ", 83.63313, 22.01450)]
    [TestCase(SkyFrame.B1950, "12 26 33.246", "2 19 43.47", 187.27791542, 2.05238833)]
    [TestCase(SkyFrame.Galactic, "000:00:00", "00:00:00", 266.40499, -28.93617)]
    [TestCase(SkyFrame.Galactic, "360", "0", 266.40499, -28.93617)]
    public void Text_is_read_as_hours_only_where_catalogues_write_hours(SkyFrame frame, string longitude, string latitude, double ra, double dec)
    {
        Assert.That(SkyFrames.TryParse(frame, longitude, latitude, out var position), Is.True);
        Assert.That(position.SeparationDeg(new(ra, dec)) * 3600, Is.LessThan(0.5));
    }

    [TestCase("24:00:01", "0")]
    [TestCase("361", "0")]
    [TestCase("-1", "0")]
    [TestCase("0", "90.1")]
    [TestCase("0", "-90:00:01")]
    [TestCase("NaN", "0")]
    [TestCase("1e2", "0")]
    [TestCase("", "0")]
    [TestCase("0", "north")]
    public void Text_out_of_range_is_refused(string longitude, string latitude) =>
        Assert.That(SkyFrames.TryParse(SkyFrame.J2000, longitude, latitude, out _), Is.False);
}
