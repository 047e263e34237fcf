using System.Text;
using System.Text.Json.Nodes;
using CcatOps.Infrastructure.Redis;

namespace CcatOps.Infrastructure.UnitTests.Redis;

internal sealed class BodySealTests
{
    private const string Json = """{"id":"a","changes":[{"key":"é"}]}""";
    private static readonly string Key = new('k', 32);
    private static readonly string NewKey = new('n', 32);

    [TestCase(Json)]
    [TestCase("{}")]
    [TestCase("""{"mac":"in the content"}""")]
    public void What_the_site_sealed_is_opened_unchanged(string json)
    {
        var seal = Seal(Key);
        Assert.That(Open(seal, seal.Seal(Encoding.UTF8.GetBytes(json))), Is.EqualTo(json));
    }

    [Test]
    public void A_sealed_body_is_still_json()
    {
        var body = Seal(Key).Seal(Encoding.UTF8.GetBytes(Json));
        Assert.That(JsonNode.Parse(body)!["id"]!.GetValue<string>(), Is.EqualTo("a"));
    }

    [Test]
    public void No_byte_of_it_can_be_changed()
    {
        var seal = Seal(Key);
        var body = seal.Seal(Encoding.UTF8.GetBytes(Json));
        for (var place = 0; place < body.Length; place++)
        {
            var changed = body.ToArray();
            changed[place] ^= 1;
            Assert.That(seal.Open(changed), Is.Empty, $"byte {place}");
        }
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("{}")]
    [TestCase(Json)]
    [TestCase("""{"id":"a","mac":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}""")]
    public void What_nobody_sealed_is_not_opened(string? body) =>
        Assert.That(Seal(Key).Open(body is null ? null : Encoding.UTF8.GetBytes(body)), Is.Empty);

    [Test]
    public void Another_site_with_the_same_key_seals_otherwise()
    {
        var body = new BodySeal("elsewhere", [Key]).Seal(Encoding.UTF8.GetBytes(Json));
        Assert.That(Seal(Key).Open(body), Is.Empty);
    }

    [Test]
    public void The_first_key_seals_and_all_open()
    {
        var before = Seal(Key).Seal(Encoding.UTF8.GetBytes(Json));
        var rotating = Seal(NewKey, Key);

        Assert.That(Open(rotating, before), Is.EqualTo(Json));
        Assert.That(Open(Seal(NewKey), rotating.Seal(Encoding.UTF8.GetBytes(Json))), Is.EqualTo(Json));
        Assert.That(Seal(NewKey).Open(before), Is.Empty);
    }

    private static BodySeal Seal(params string[] keys) => new("observatory", keys);

    private static string Open(BodySeal seal, byte[] body) => Encoding.UTF8.GetString(seal.Open(body));
}
