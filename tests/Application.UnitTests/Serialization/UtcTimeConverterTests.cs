using System.Text.Json;
using CcatOps.Application.Serialization;

namespace CcatOps.Application.UnitTests.Serialization;

public sealed class UtcTimeConverterTests
{
    [TestCase("2023-03-28T02:38:42Z", "2023-03-28T02:38:42Z")]
    [TestCase("2023-03-28T02:38:42z", "2023-03-28T02:38:42Z")]
    [TestCase("2023-03-28 02:38:42Z", "2023-03-28T02:38:42Z")]
    [TestCase("2023-03-28T02:38Z", "2023-03-28T02:38:00Z")]
    [TestCase("2023-03-27T23:38:42-03:00", "2023-03-28T02:38:42Z")]
    [TestCase("2023-03-27T23:38:42-0300", "2023-03-28T02:38:42Z")]
    [TestCase("2023-03-28T02:38:42.5Z", "2023-03-28T02:38:42.5Z")]
    [TestCase("2023-03-28T02:38:42,5Z", "2023-03-28T02:38:42.5Z")]
    [TestCase("2023-03-28T02:38:42.123456Z", "2023-03-28T02:38:42.123456Z")]
    [TestCase("2023-03-28T02:38:42.1234567Z", "2023-03-28T02:38:42.123456Z")]
    public void A_time_is_kept_in_UTC_to_the_microsecond(string sent, string kept) =>
        Assert.That(JsonSerializer.Serialize(Read($"\"{sent}\""), WireJson.Options), Is.EqualTo($"\"{kept}\""));

    [TestCase("\"2023-03-28T02:38:42\"")]
    [TestCase("\"2023-03-28\"")]
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
