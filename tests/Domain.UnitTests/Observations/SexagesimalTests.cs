using CcatOps.Domain.Observations;
using CsCheck;

namespace CcatOps.Domain.UnitTests.Observations;

public sealed class SexagesimalTests
{
    [TestCase("05:40:59", (5 + (40 / 60.0) + (59 / 3600.0)) * 15)]
    [TestCase("05 34 32", (5 + (34 / 60.0) + (32 / 3600.0)) * 15)]
    [TestCase("12:00", 180)]
    [TestCase("23:59:59.9", (23 + (59 / 60.0) + (59.9 / 3600.0)) * 15)]
    public void Hours_become_degrees(string text, double expected)
    {
        Assert.That(Sexagesimal.TryParseHours(text, out var degrees), Is.True);
        Assert.That(degrees, Is.EqualTo(expected).Within(1e-9));
    }

    [TestCase("+22 00.8", 22 + (0.8 / 60))]
    [TestCase("22:00:52", 22 + (52 / 3600.0))]
    [TestCase("-02:27:30", -(2 + (27 / 60.0) + (30 / 3600.0)))]
    [TestCase("-00:30:00", -0.5)]
    [TestCase("-0 30", -0.5)]
    [TestCase("  89:59:59.999  ", 89 + (59 / 60.0) + (59.999 / 3600.0))]
    public void Degrees_keep_their_sign_even_at_zero(string text, double expected)
    {
        Assert.That(Sexagesimal.TryParseDegrees(text, out var degrees), Is.True);
        Assert.That(degrees, Is.EqualTo(expected).Within(1e-9));
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("22")]
    [TestCase("22.5")]
    [TestCase("22:60")]
    [TestCase("22:00:60")]
    [TestCase("22.5:00")]
    [TestCase("22:30.5:00")]
    [TestCase("1:2:3:4")]
    [TestCase("22:-30")]
    [TestCase("+-22:30")]
    [TestCase("--22:30")]
    [TestCase("22:+30")]
    [TestCase("22h30m")]
    [TestCase("22:30,5")]
    [TestCase("22:1e1")]
    [TestCase("22::30")]
    [TestCase(":22:30")]
    [TestCase("22:30:")]
    [TestCase("22:NaN")]
    [TestCase("22:")]
    [TestCase("- 22:30")]
    public void Other_text_is_refused(string text)
    {
        Assert.That(Sexagesimal.TryParseDegrees(text, out var degrees), Is.False);
        Assert.That(degrees, Is.Zero);
        Assert.That(Sexagesimal.TryParseHours(text, out _), Is.False);
    }

    [Test]
    public void Whole_fields_are_read_exactly() =>
        Gen.Select(Gen.Int[0, 89], Gen.Int[0, 59], Gen.Int[0, 59], Gen.Bool).Sample((degrees, minutes, seconds, south) =>
            Sexagesimal.TryParseDegrees($"{(south ? "-" : "")}{degrees:00}:{minutes:00}:{seconds:00}", out var read)
            && Math.Abs(Math.Abs(read) - (degrees + (minutes / 60.0) + (seconds / 3600.0))) < 1e-12
            && (south ? read <= 0 : read >= 0));
}
