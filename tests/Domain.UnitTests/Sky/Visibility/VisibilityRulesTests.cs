using CcatOps.Domain.Sky;
using CcatOps.Domain.Sky.Visibility;
using CsCheck;

namespace CcatOps.Domain.UnitTests.Sky.Visibility;

public sealed class VisibilityRulesTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly VisibilityLimits Usual = new();
    private static readonly SkyTarget Crab = Skies.Fixed(83.633, 22.014);

    [Test]
    public void Two_windows_in_a_day_are_cut_at_its_ends()
    {
        var windows = Assess(Skies.Fixed(0, -80), Skies.ElevationAlone).Windows;
        Assert.That(windows, Has.Count.EqualTo(2));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((windows[0].Start, windows[0].TruncatedStart, windows[0].TruncatedEnd), Is.EqualTo((Midnight, true, false)));
            Assert.That((windows[1].End, windows[1].TruncatedStart, windows[1].TruncatedEnd), Is.EqualTo((Midnight.AddDays(1), false, true)));
        }
    }

    [Test]
    public void A_source_that_never_rises_says_so()
    {
        var polaris = Assess(Skies.Fixed(37.95456, 89.26411), Skies.ElevationAlone);
        Assert.That(polaris.Windows, Is.Empty);
        Assert.That(polaris.Reasons, Is.EqualTo(new[] { VisibilityReason.BelowHorizon, VisibilityReason.NeverRises }));
    }

    [Test]
    public void A_source_that_rises_later_does_not_say_that_it_never_rises() =>
        Assert.That(Assess(Skies.Fixed(266.41683, -29.00781), Skies.ElevationAlone).Reasons, Is.EqualTo(new[] { VisibilityReason.BelowElMin }));

    [Test]
    public void A_source_that_is_always_up_has_one_window_cut_at_both_ends() =>
        Assert.That(
            Assess(Skies.Fixed(0, -89), new(20, 90, 0)).Windows,
            Is.EqualTo(new[] { new VisibilityWindow(Midnight, Midnight.AddDays(1), true, true) }));

    [Test]
    public void Azimuth_passes_north_from_0_to_360_within_a_window()
    {
        var window = Assess(Crab, Usual).Windows.Single();
        var azimuths = Enumerable.Range(0, 101)
            .Select(part => new LocalSky(Skies.Fyst, window.Start + ((window.End - window.Start) * part / 100)).Find(Crab).AzimuthDeg)
            .ToArray();
        Assert.That(azimuths[0], Is.InRange(0, 90));
        Assert.That(azimuths[^1], Is.InRange(270, 360));
        Assert.That(azimuths.Zip(azimuths.Skip(1), (earlier, later) => later - earlier).Count(step => step > 180), Is.EqualTo(1));
        Assert.That(azimuths, Is.All.InRange(0, 360));
    }

    [Test]
    public void A_source_near_the_Sun_is_refused_at_any_elevation()
    {
        var noon = new DateTimeOffset(2026, 6, 15, 16, 30, 0, TimeSpan.Zero);
        var crab = VisibilityRules.Assess(Skies.Fyst, Crab, Usual, noon, noon.AddDays(1), TimeSpan.Zero);
        Assert.That(crab.Reasons, Is.EqualTo(new[] { VisibilityReason.SunTooClose }));
        Assert.That((crab.SunClear, crab.Observable), Is.EqualTo((false, false)));
        Assert.That(crab.SunSeparationDeg, Is.LessThan(2));
        Assert.That(crab.Windows, Is.Empty);
    }

    [Test]
    public void The_Sun_itself_is_never_clear_of_the_Sun()
    {
        var sun = Assess(SkyTarget.FindBody("sun")!, Usual);
        Assert.That(sun.SunSeparationDeg, Is.Zero.Within(1e-9));
        Assert.That(sun.Windows, Is.Empty);
    }

    [Test]
    public void A_source_above_the_highest_elevation_divides_the_day()
    {
        var windows = Assess(Skies.Fixed(83.8, -23), new(30, 80, 0)).Windows;
        Assert.That(windows, Has.Count.EqualTo(2));
        Assert.That((windows[1].Start - windows[0].End).TotalHours, Is.EqualTo(20 / 15.0 / Math.Cos(23 * Math.PI / 180)).Within(0.1));
    }

    [Test]
    public void Each_reason_names_what_is_wrong()
    {
        var culmination = Midnight.AddHours(5.4);
        Assert.That(At(culmination, Crab, new(20, 40, 0)), Is.EqualTo(new[] { VisibilityReason.AboveElMax }));
        Assert.That(At(culmination, Crab, new(44, 90, 0)), Is.Empty);
        Assert.That(At(culmination, Crab, new(50, 90, 0)), Is.EqualTo(new[] { VisibilityReason.BelowElMin, VisibilityReason.NeverRises }));
        Assert.That(At(culmination.AddHours(2), Crab, new(44, 90, 0)), Is.EqualTo(new[] { VisibilityReason.BelowElMin }));
    }

    [TestCase(60, true)]
    [TestCase(300, false)]
    public void A_window_that_ends_too_soon_is_too_short(int minutes, bool isObservable)
    {
        var culmination = Midnight.AddHours(5.4);
        var crab = VisibilityRules.Assess(
            Skies.Fyst, Crab, Skies.ElevationAlone, culmination, culmination.AddDays(1), TimeSpan.FromMinutes(minutes));
        Assert.That(crab.Observable, Is.EqualTo(isObservable));
        Assert.That(crab.Reasons, isObservable ? Is.Empty : Is.EqualTo(new[] { VisibilityReason.WindowTooShort }));
    }

    [Test]
    public void A_window_that_is_cut_by_the_range_is_not_too_short()
    {
        var culmination = Midnight.AddHours(5.4);
        Assert.That(
            VisibilityRules.Assess(Skies.Fyst, Crab, Skies.ElevationAlone, culmination, culmination.AddMinutes(5), TimeSpan.FromHours(1)).Observable);
    }

    [Test]
    public void A_window_shorter_than_a_step_is_found()
    {
        var highest = Enumerable.Range(0, 86400 / 20).Max(step => new LocalSky(Skies.Fyst, Midnight.AddSeconds(step * 20)).Find(Crab).ElevationDeg);
        var window = Assess(Crab, new(highest - 0.001, 90, 0)).Windows.Single();
        Assert.That((window.End - window.Start).TotalMinutes, Is.InRange(1, 5));
    }

    [Test]
    public void A_gap_shorter_than_a_step_is_found()
    {
        var highest = Enumerable.Range(0, 86400 / 20).Max(step => new LocalSky(Skies.Fyst, Midnight.AddSeconds(step * 20)).Find(Crab).ElevationDeg);
        var windows = Assess(Crab, new(30, highest - 0.001, 0)).Windows;
        Assert.That(windows, Has.Count.EqualTo(2));
        Assert.That((windows[1].Start - windows[0].End).TotalMinutes, Is.InRange(1, 5));
    }

    [Test]
    public void An_empty_range_has_no_window() =>
        Assert.That(VisibilityRules.Assess(Skies.Fyst, Crab, new(-90, 90, 0), Midnight, Midnight, TimeSpan.Zero).Windows, Is.Empty);

    [Test]
    public void Windows_hold_exactly_the_times_within_the_limits()
    {
        var targets = Gen.OneOf(
            Gen.Select(Gen.Double[0, 360], Gen.Double[-90, 90]).Select((ra, dec) => Skies.Fixed(ra, dec)),
            Gen.Enum<SolarSystemBody>().Select(body => (SkyTarget)new SkyTarget.Body(body)),
            Gen.Select(Gen.Double[0, 90], Gen.Double[-180, 360], Gen.Double[-180, 360])
                .Select((elevation, from, to) => (SkyTarget)new SkyTarget.ConstantElevation(elevation, from, to)));
        Gen.Select(targets, Gen.Double[0, 40], Gen.Double[50, 90], Gen.Double[0, 60], Gen.Int[0, 3650]).Sample(
            (target, lowest, highest, avoidance, day) =>
            {
                var limits = new VisibilityLimits(lowest, highest, avoidance);
                var from = Midnight.AddDays(day);
                var windows = VisibilityRules.Assess(Skies.Fyst, target, limits, from, from.AddDays(1), TimeSpan.Zero).Windows;
                return Enumerable.Range(0, 24 * 12).Select(step => from.AddMinutes(step * 5)).All(time =>
                    IsWithin(limits, target, time) == windows.Any(window => window.Start <= time && time <= window.End)
                    || windows.Any(window => (window.Start - time).Duration().TotalSeconds < 1 || (window.End - time).Duration().TotalSeconds < 1));
            },
            iter: 100);
    }

    // The Sun is at azimuth 0 and elevation 44.
    [TestCase(44, 350, 10, 0)]
    [TestCase(44, 10, 350, 7.2)]
    [TestCase(44, -10, 10, 0)]
    [TestCase(60, 300, 359.9, 16.3)]
    [TestCase(44, 0, 360, 0)]
    public void A_scan_avoids_the_Sun_along_its_whole_range(double elevation, double from, double to, double separation)
    {
        var sky = new LocalSky(Skies.Fyst, new DateTimeOffset(2026, 6, 15, 16, 32, 0, TimeSpan.Zero));
        Assert.That(sky.SunSeparationDeg(new SkyTarget.ConstantElevation(elevation, from, to)), Is.EqualTo(separation).Within(0.4));
    }

    [TestCase(350, 10, 0)]
    [TestCase(10, 350, 180)]
    [TestCase(-20, -10, 345)]
    public void A_scan_whose_end_is_less_than_its_beginning_passes_north(double from, double to, double middle) =>
        Assert.That(
            new LocalSky(Skies.Fyst, Midnight).Find(new SkyTarget.ConstantElevation(50, from, to)), Is.EqualTo(new HorizontalPosition(middle, 50)));

    [TestCase("Mars", SolarSystemBody.Mars, false)]
    [TestCase("MOON", SolarSystemBody.Moon, false)]
    [TestCase("titan", SolarSystemBody.Saturn, true)]
    public void A_body_is_found_by_its_name(string name, SolarSystemBody body, bool isApproximate)
    {
        Assert.That(SkyTarget.FindBody(name), Is.EqualTo(new SkyTarget.Body(body, isApproximate)));
        Assert.That(Assess(SkyTarget.FindBody(name)!, Usual).PositionApproximate, Is.EqualTo(isApproximate));
    }

    [TestCase("ceres")]
    [TestCase("earth")]
    [TestCase("3")]
    [TestCase("")]
    public void A_body_without_an_ephemeris_is_not_found(string name) => Assert.That(SkyTarget.FindBody(name), Is.Null);

    private static VisibilityAssessment Assess(SkyTarget target, VisibilityLimits limits) =>
        VisibilityRules.Assess(Skies.Fyst, target, limits, Midnight, Midnight.AddDays(1), TimeSpan.Zero);

    private static IReadOnlyList<VisibilityReason> At(DateTimeOffset time, SkyTarget target, VisibilityLimits limits) =>
        VisibilityRules.Assess(Skies.Fyst, target, limits, time, time.AddDays(1), TimeSpan.Zero).Reasons;

    private static bool IsWithin(VisibilityLimits limits, SkyTarget target, DateTimeOffset time)
    {
        var sky = new LocalSky(Skies.Fyst, time);
        var elevation = sky.Find(target).ElevationDeg;
        return elevation >= limits.MinElevationDeg && elevation <= limits.MaxElevationDeg && sky.SunSeparationDeg(target) >= limits.SunAvoidanceDeg;
    }
}
