using System.Buffers;
using System.Text;
using System.Text.Json;
using CcatOps.Application.Serialization;
using CsCheck;

namespace CcatOps.Application.UnitTests.Serialization;

public sealed class CanonicalJsonTests
{
    /// <summary>RFC 8785, sections 3.2.2 and 3.2.3; the first number keeps the digit that a double would drop.</summary>
    [Test]
    public void The_example_of_the_RFC_is_written_as_the_RFC_writes_it() =>
        Assert.That(
            Canonical(
                """
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
                  "literals": [null, true, false]
                }
                """),
            Is.EqualTo(
                """{"literals":[null,true,false],"numbers":[333333333.33333329,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"""));

    /// <summary>RFC 8785, section 3.2.3.</summary>
    [Test]
    public void Members_are_in_the_order_of_their_UTF16_code_units()
    {
        const string json = """
            {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
             "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}
            """;
        using var document = JsonDocument.Parse(Canonical(json));
        Assert.That(
            document.RootElement.EnumerateObject().Select(member => member.Value.GetString()!.Split(' ')[0]),
            Is.EqualTo(new[] { "Carriage", "One", "Control", "Latin", "Euro", "Emoji:", "Hebrew" }));
    }

    /// <summary>RFC 8785, appendix B, and numbers that jsonb holds to the last digit.</summary>
    [TestCase("0", "0")]
    [TestCase("-0", "0")]
    [TestCase("-0.0e5", "0")]
    [TestCase("5e-324", "5e-324")]
    [TestCase("-5E-324", "-5e-324")]
    [TestCase("1.7976931348623157e308", "1.7976931348623157e+308")]
    [TestCase("9007199254740992", "9007199254740992")]
    [TestCase("-9007199254740992", "-9007199254740992")]
    [TestCase("295147905179352830000", "295147905179352830000")]
    [TestCase("9.999999999999997e22", "9.999999999999997e+22")]
    [TestCase("1e+23", "1e+23")]
    [TestCase("999999999999999700000", "999999999999999700000")]
    [TestCase("1000000000000000000000", "1e+21")]
    [TestCase("100000000000000000000", "100000000000000000000")]
    [TestCase("9.999999999999997e-7", "9.999999999999997e-7")]
    [TestCase("0.000001", "0.000001")]
    [TestCase("1e-7", "1e-7")]
    [TestCase("333333333.3333332", "333333333.3333332")]
    [TestCase("-0.0000033333333333333333", "-0.0000033333333333333333")]
    [TestCase("1424953923781206.2", "1424953923781206.2")]
    [TestCase("1.0", "1")]
    [TestCase("1e2", "100")]
    [TestCase("100E-0002", "1")]
    [TestCase("0.10", "0.1")]
    [TestCase("12.50e1", "125")]
    [TestCase("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827")]
    [TestCase("9007199254740993", "9007199254740993")]
    [TestCase("1e-16383", "1e-16383")]
    public void A_number_has_one_spelling(string number, string expected) => Assert.That(Canonical(number), Is.EqualTo(expected));

    [Test]
    public void A_double_is_written_as_it_is_read() => Gen.Double.Where(double.IsFinite).Sample(number =>
        Assert.That(double.Parse(Canonical(JsonSerializer.Serialize(number)), null), Is.EqualTo(number)));

    [Test]
    public void Two_decimals_are_written_alike_if_and_only_if_they_are_equal() =>
        Gen.Select(Gen.Decimal, Gen.Decimal, Gen.Int[-3, 3], Gen.Bool).Sample((one, other, exponent, isSame) =>
        {
            other = isSame ? one : other;
            var respelled = $"{other}{new string('0', other.Scale > 0 ? 2 : 0)}e{exponent}";
            var original = $"{one}e{exponent}";
            Assert.That(Canonical(respelled) == Canonical(original), Is.EqualTo(one == other), $"{respelled}, {original}");
        });

    [Test]
    public void Named_members_of_the_outermost_object_are_left_out()
    {
        using var document = JsonDocument.Parse("""{"b":{"a":1},"a":2}""");
        var output = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(output, document.RootElement, "a");
        Assert.That(Encoding.UTF8.GetString(output.WrittenSpan), Is.EqualTo("""{"b":{"a":1}}"""));
    }

    private static string Canonical(string json)
    {
        using var document = JsonDocument.Parse(json);
        var output = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(output, document.RootElement);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
