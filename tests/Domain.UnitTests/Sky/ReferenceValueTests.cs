using CcatOps.Domain.Sky;

namespace CcatOps.Domain.UnitTests.Sky;

/// <summary>Compares with the values in <c>Reference</c>, which were made with ERFA 2.0.0 for FYST.</summary>
public sealed class ReferenceValueTests
{
    [Test]
    public void Fixed_sources_are_within_an_arcsecond() =>
        new Errors("fixed, arcseconds", [
            .. Rows("visibility-fixed.csv").Select(row =>
                Skies.ErrorArcseconds(Skies.Fyst, row[3], Skies.Fixed(Skies.Number(row[1]), Skies.Number(row[2])), row[4], row[5])),
        ]).AreAtMost(largest: 1, median: 0.5);

    [Test]
    public void Bodies_are_within_half_an_arcminute() =>
        new Errors("bodies, arcseconds", [
            .. Rows("visibility-bodies.csv").Select(row =>
                Skies.ErrorArcseconds(Skies.Fyst, row[3], SkyTarget.FindBody(row[0])!, row[4], row[5])),
        ]).AreAtMost(largest: 30, median: 5);

    [Test]
    public void Rise_and_set_are_within_a_second()
    {
        var errors = new List<double>();
        foreach (var day in Rows("visibility-rise-set.csv").GroupBy(row => row[0]))
        {
            var row = day.First();
            var from = Skies.Time(row[3]);
            var found = Skies.Crossings(
                Skies.Fyst, Skies.Fixed(Skies.Number(row[1]), Skies.Number(row[2])), Skies.Number(row[4]), from, from.AddDays(1));
            foreach (var (name, times) in new[] { ("rise", found.Rises), ("set", found.Sets) })
            {
                var expected = day.Where(each => each[5] == name).Select(each => Skies.Time(each[6])).ToArray();
                Assert.That(times, Has.Length.EqualTo(expected.Length), $"{day.Key}: {name}");
                errors.AddRange(times.Zip(expected, (time, reference) => Math.Abs((time - reference).TotalSeconds)));
            }
        }

        new Errors("rise and set, seconds", errors).AreAtMost(largest: 1, median: 0.5);
    }

    private static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Sky", "Reference", file)).Skip(1).Select(line => line.Split(','));
}
