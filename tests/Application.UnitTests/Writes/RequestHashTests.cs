using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Writes;

namespace CcatOps.Application.UnitTests.Writes;

public sealed class RequestHashTests
{
    private const string Operation = "start_observation";

    [TestCase("""{"a":1,"b":{"c":2,"d":3}}""", """{"b":{"d":3,"c":2},"a":1}""")]
    [TestCase("""{"a":1}""", """{ "a" : 1.0 }""")]
    [TestCase("""{"a":100}""", """{"a":1e2}""")]
    [TestCase("""{"a":0}""", """{"a":-0.0}""")]
    [TestCase("""{"a":"é\n"}""", """{"a":"\u00e9\u000a"}""")]
    [TestCase("""{"a":0.1000000000000000000000000000000001}""", """{"a":0.10000000000000000000000000000000010}""")]
    public void Another_spelling_is_the_same_request(string one, string other) => Assert.That(HashOf(one), Is.EqualTo(HashOf(other)));

    [TestCase("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [TestCase("""{"a":1}""", """{"a":"1"}""")]
    [TestCase("""{"a":null}""", "{}")]
    [TestCase("""{"a":9007199254740993}""", """{"a":9007199254740992}""")]
    [TestCase("""{"a":0.1}""", """{"a":0.1000000000000000000000000000000001}""")]
    [TestCase("""{"a":"é"}""", """{"a":"e\u0301"}""")]
    public void Other_values_are_another_request(string one, string other) => Assert.That(HashOf(one), Is.Not.EqualTo(HashOf(other)));

    /// <summary>A transaction that an earlier version has accepted has a hash of this kind.</summary>
    [Test]
    public void The_hash_of_the_spelling_is_that_of_earlier_versions()
    {
        const string written =
            """{"obs_unit_id":1,"start_time":null,"instrument_module":null,"id":null,"conditions":{"b":1.0,"a":2},"comment":null}""";
        var stored = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Operation + written)));
        Assert.That(RequestHash.OfSpelling(Operation, Request("""{"b":1.0,"a":2}""")), Is.EqualTo(stored));
    }

    [Test]
    public void A_request_without_JSON_objects_has_the_hash_that_it_had_before()
    {
        var request = new StartObservation { ObsUnitId = 1, Comment = "clear" };
        Assert.That(RequestHash.Of(Operation, request), Is.EqualTo(RequestHash.OfSpelling(Operation, request)));
    }

    private static string HashOf(string conditions) => RequestHash.Of(Operation, Request(conditions));

    private static StartObservation Request(string conditions) =>
        new() { ObsUnitId = 1, Conditions = JsonNode.Parse(conditions)!.AsObject() };
}
