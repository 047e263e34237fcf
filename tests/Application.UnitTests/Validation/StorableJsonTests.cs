using System.Text;
using System.Text.Json.Nodes;
using CcatOps.Application.Validation;

namespace CcatOps.Application.UnitTests.Validation;

/// <summary>The bounds are those of PostgreSQL 15; an integration test writes up to them.</summary>
public sealed class StorableJsonTests
{
    private static readonly string Zeros = new('0', 20_000);

    private static IEnumerable<TestCaseData> Numbers()
    {
        yield return Number("1e-16383", fits: true);
        yield return Number("1e-16384", fits: false);
        yield return Number("1.5e-16383", fits: false);
        yield return Number("1e-20000", fits: false);
        yield return Number("0e-16383", fits: true);
        yield return Number("0.0e-16383", fits: false);
        yield return Number($"0.{Zeros[..16_382]}1", fits: true);
        yield return Number($"0.{Zeros[..16_383]}1", fits: false);
        yield return Number($"1.{Zeros[..16_384]}", fits: false);
        yield return Number($"1.{Zeros[..16_384]}e1", fits: true);
        yield return Number($"1{Zeros}e-16383", fits: false);
        yield return Number($"1{Zeros[..300]}e-16383", fits: true);
        yield return Number("1.7976931348623157e308", fits: true);
        yield return Number("-1.7976931348623159e308", fits: false);
        yield return Number("1e200000", fits: false);
        yield return Number($"1{Zeros}", fits: false);
        yield return Number("0e200000", fits: true);
        yield return Number("0e99999999999999999999", fits: false);
        yield return Number("1e-99999999999999999999", fits: false);
        yield return Number("1e00000000000000000000005", fits: true);
        yield return Number("-0", fits: true);
    }

    [TestCaseSource(nameof(Numbers))]
    public void A_number_fits_if_jsonb_can_hold_it(string number, bool fits) =>
        Assert.That(StorableJson.Misfit(Encoding.UTF8.GetBytes(number)) is null, Is.EqualTo(fits));

    [TestCase("""{"a":"\u0000"}""", "U+0000")]
    [TestCase("""{"\u0000":1}""", "U+0000")]
    [TestCase("""{"a":["\ud800"]}""", "unpaired surrogates")]
    [TestCase("""{"\ud800":1}""", "unpaired surrogates")]
    [TestCase("""{"a":{"pwv":[0,1e-20000]}}""", "more than 16383 digits after the decimal point, exponents included (in \"pwv\")")]
    [TestCase("""{"a":1e999}""", "beyond the range of a double (in \"a\")")]
    public void The_message_names_the_limit_and_the_member(string json, string message) =>
        Assert.That(StorableJson.Misfit(JsonNode.Parse(json)!.AsObject()), Does.Contain(message));

    [TestCase(32, true)]
    [TestCase(33, false)]
    public void Levels_are_bounded(int levels, bool fits)
    {
        var json = $$"""{"a":{{new string('[', levels - 1)}}{{new string(']', levels - 1)}}}""";
        Assert.That(StorableJson.Misfit(JsonNode.Parse(json)!.AsObject()) is null, Is.EqualTo(fits));
    }

    [Test]
    public void A_few_bytes_that_would_be_read_back_as_gigabytes_are_refused()
    {
        var json = $$"""{"a":[{{string.Join(',', Enumerable.Repeat("1e-16383", 1_000))}}]}""";
        Assert.That(StorableJson.Misfit(JsonNode.Parse(json)!.AsObject()), Does.Contain("without exponents"));
    }

    [Test]
    public void What_does_not_fit_is_kept_as_text()
    {
        var value = JsonNode.Parse("""{"a\u0000":[1e-20000,1e-5,"x\u0000y",null,true,{"b":1e999}]}""");
        Assert.That(
            StorableJson.Spelled(value)!.ToJsonString(),
            Is.EqualTo("""{"a\\u0000":["1e-20000",1e-5,"x\\u0000y",null,true,{"b":"1e999"}]}"""));
    }

    private static TestCaseData Number(string number, bool fits) =>
        new TestCaseData(number, fits).SetArgDisplayNames(number.Length > 30 ? $"{number[..10]}… ({number.Length} characters)" : number, $"{fits}");
}
