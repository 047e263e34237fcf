using System.Diagnostics;
using CcatOps.Domain.Sky;
using CcatOps.Domain.Sky.Coordinates;

namespace CcatOps.Domain.UnitTests.Sky;

/// <summary>Compares with ERFA in random cases of 2020 to 2049, which <c>reference.py</c> makes with Debian's python3-erfa.</summary>
public sealed class ErfaTests
{
    private ILookup<string, string[]> _cases = null!;

    [OneTimeSetUp]
    public async Task Run_the_reference()
    {
        // Debian's Python: another one on the path does not see Debian's packages.
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Sky", "reference.py")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        await python.WaitForExitAsync();
        Assert.That(python.ExitCode, Is.Zero, await errors);
        _cases = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(','))
            .ToLookup(row => row[0], row => row[1..]);
    }

    [Test]
    public void Thousand_fixed_sources_are_within_an_arcsecond() =>
        new Errors("fixed, arcseconds", [
            .. _cases["fixed"].Select(row => Skies.ErrorArcseconds(Site(row), row[3], Fixed(row), row[8], row[9])),
        ]).AreAtMost(largest: 1, median: 0.1);

    [Test]
    public void Thousand_places_of_bodies_are_within_half_an_arcminute()
    {
        foreach (var body in _cases["body"].GroupBy(row => row[4]))
        {
            new Errors($"{body.Key}, arcseconds", [
                .. body.Select(row => Skies.ErrorArcseconds(Site(row), row[3], SkyTarget.FindBody(row[4])!, row[5], row[6])),
            ]).AreAtMost(largest: 30, median: 10);
        }
    }

    [Test]
    public void Rise_and_set_on_100_days_are_within_5_seconds()
    {
        var errors = new List<double>();
        foreach (var row in _cases["day"])
        {
            var target = row[4].Length > 0 ? SkyTarget.FindBody(row[4])! : Skies.Fixed(Skies.Number(row[5]), Skies.Number(row[6]));
            var from = Skies.Time(row[3]);
            var found = Skies.Crossings(Site(row), target, Skies.Number(row[7]), from, from.AddDays(1));
            foreach (var (times, references) in new[] { (found.Rises, row[8]), (found.Sets, row[9]) })
            {
                var expected = references.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Skies.Time).ToArray();
                Assert.That(times, Has.Length.EqualTo(expected.Length), string.Join(',', row));
                errors.AddRange(times.Zip(expected, (time, reference) => Math.Abs((time - reference).TotalSeconds)));
            }
        }

        new Errors("rise and set, seconds", errors).AreAtMost(largest: 5, median: 0.2);
    }

    [TestCase("b1950", SkyFrame.B1950)]
    [TestCase("galactic", SkyFrame.Galactic)]
    [TestCase("ecliptic", SkyFrame.Ecliptic)]
    public void Coordinates_in_another_frame_are_within_a_tenth_of_an_arcsecond(string name, SkyFrame frame) =>
        new Errors($"{name}, arcseconds", [
            .. _cases["frame"].Where(row => row[0] == name).Select(row =>
            {
                var (longitude, latitude) = SkyFrames.FromIcrs(frame, new(Skies.Number(row[1]), Skies.Number(row[2])));
                var expected = new SkyPosition(Skies.Number(row[3]), Skies.Number(row[4]));
                return new SkyPosition(longitude, latitude).SeparationDeg(expected) * Skies.ArcsecondsPerDegree;
            }),
        ]).AreAtMost(largest: 0.1, median: 0.1);

    private static ObservingSite Site(string[] row) => new(Skies.Number(row[0]), Skies.Number(row[1]), Skies.Number(row[2]));

    private static SkyTarget.Fixed Fixed(string[] row) =>
        new(new(Skies.Number(row[4]), Skies.Number(row[5])), Skies.Number(row[6]), Skies.Number(row[7]));
}
