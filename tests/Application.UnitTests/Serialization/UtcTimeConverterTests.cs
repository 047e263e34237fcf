using System.Text.Json;
using CcatOps.Application.Serialization;

namespace CcatOps.Application.UnitTests.Serialization;

public sealed class UtcTimeConverterTests
{
    [TestCase("2023-03-28T02:38:42Z", "2023-03-28T02:38:42.000000Z")]
    [TestCase("2023-03-28T02:38:42z", "2023-03-28T02:38:42.000000Z")]
    [TestCase("2023-03-28t02:38:42z", "2023-03-28T02:38:42.000000Z")]
    [TestCase("2023-03-28 02:38:42Z", "2023-03-28T02:38:42.000000Z")]
    [TestCase("2023-03-28T02:38Z", "2023-03-28T02:38:00.000000Z")]
    [TestCase("2023-03-27T23:38:42-03:00", "2023-03-28T02:38:42.000000Z")]
    [TestCase("2023-03-27T23:38:42-0300", "2023-03-28T02:38:42.000000Z")]
    [TestCase("2023-03-27T23:38:42-03", "2023-03-28T02:38:42.000000Z")]
    [TestCase("2023-03-28T04:38:42+02", "2023-03-28T02:38:42.000000Z")]
    [TestCase("2023-03-28T02:38:42-00:00", "2023-03-28T02:38:42.000000Z")]
    [TestCase("2023-03-28T02:38:42.5Z", "2023-03-28T02:38:42.500000Z")]
    [TestCase("2023-03-28T02:38:42,5Z", "2023-03-28T02:38:42.500000Z")]
    [TestCase("2023-03-28T02:38:42.123456Z", "2023-03-28T02:38:42.123456Z")]
    [TestCase("2023-03-28T02:38:42.1234567Z", "2023-03-28T02:38:42.123456Z")]
    [TestCase("2023-03-28T11:59:59.9999999Z", "2023-03-28T11:59:59.999999Z")]
    [TestCase("2023-03-28T11:59:59.999999999Z", "2023-03-28T11:59:59.999999Z")]
    [TestCase("2023-03-28T11:59:59.999999999999Z", "2023-03-28T11:59:59.999999Z")]
    [TestCase("2023-03-28T11:59:59.999999999+00", "2023-03-28T11:59:59.999999Z")]
    [TestCase("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z")]
    [TestCase("2016-12-31T23:59:60.25Z", "2017-01-01T00:00:00.250000Z")]
    [TestCase("2017-01-01T00:59:60+01", "2017-01-01T00:00:00.000000Z")]
    [TestCase("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z")]
    public void A_time_is_kept_in_UTC_to_the_microsecond(string sent, string kept) =>
        Assert.That(JsonSerializer.Serialize(Read($"\"{sent}\""), WireJson.Options), Is.EqualTo($"\"{kept}\""));

    [TestCase("2016-12-31T23:59:60Z", true)]
    [TestCase("2015-06-30T23:59:60Z", true)]
    [TestCase("2017-01-01T00:00:00Z", false)]
    [TestCase("2016-12-31T23:59:59Z", false)]
    public void A_leap_second_is_told_from_the_next_one(string text, bool isLeapSecond)
    {
        Assert.That(UtcTime.TryParse(text, out _, out var isRead), Is.True);
        Assert.That(isRead, Is.EqualTo(isLeapSecond));
    }

    [TestCase("\"2023-03-28T02:38:42\"")]
    [TestCase("\"2023-03-28\"")]
    [TestCase("\"2023-03-28Z\"")]
    [TestCase("\"20230328T023842Z\"")]
    [TestCase("\"2023-W13-2T02:38:42Z\"")]
    [TestCase("\"2023-087T02:38:42Z\"")]
    [TestCase("\"2023-03-28T24:00:00Z\"")]
    [TestCase("\"2023-03-28T02:38:60Z\"")]
    [TestCase("\"2023-03-28T02:38:61Z\"")]
    [TestCase("\"2023-03-28T02:60:00Z\"")]
    [TestCase("\"2023-03-28T02:38:42+02:60\"")]
    [TestCase("\"2023-03-28T02:38:42+2\"")]
    [TestCase("\"9999-12-31T23:59:60Z\"")]
    [TestCase("\"9999-12-31T23:59:59-01\"")]
    [TestCase("\"2023-03-28T02:38:42 UTC\"")]
    [TestCase("\"2023-02-30T02:38:42Z\"")]
    [TestCase("\"2023-03-28T25:38:42Z\"")]
    [TestCase("\"2023-03-28T02:38:42+25:00\"")]
    [TestCase("\"28.03.2023 02:38:42Z\"")]
    [TestCase("\"2023-03-28T02:38:42Z\\n\"")]
    [TestCase("\" 2023-03-28T02:38:42Z\"")]
    [TestCase("\"0001-01-01T00:00:00+01:00\"")]
    [TestCase("\"\u0662\u0660\u0662\u0663-03-28T02:38:42Z\"")]
    [TestCase("\"\"")]
    [TestCase("1679971122")]
    [TestCase("null")]
    public void What_names_no_moment_is_refused(string json) =>
        Assert.That(() => Read(json), Throws.TypeOf<JsonException>().With.Message.Contains("with its zone"));

    private static DateTimeOffset Read(string json) => JsonSerializer.Deserialize<DateTimeOffset>(json, WireJson.Options);
}
