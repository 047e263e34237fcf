using CcatOps.Domain.Access;

namespace CcatOps.Domain.UnitTests.Access;

internal sealed class TokenValueTests
{
    [Test]
    public void New_values_differ_and_are_well_formed()
    {
        var values = Enumerable.Range(0, 100).Select(_ => TokenValue.Create()).ToArray();

        Assert.That(values, Is.Unique);
        Assert.That(values, Has.All.Matches<string>(value => TokenValue.IsWellFormed(value)));
        Assert.That(values, Has.All.Match("^ops_api_token_[A-Za-z0-9_-]{43}[A-Za-z0-9]{6}$"));
    }

    [Test]
    public void A_value_of_an_earlier_version_has_no_checksum_and_stays_well_formed() =>
        Assert.That(TokenValue.IsWellFormed($"ops_api_token_{new string('A', 43)}"), Is.True);

    [Test]
    public void A_value_whose_checksum_is_another_is_not_looked_up()
    {
        var value = TokenValue.Create();
        var mistyped = value.Replace(value[20], value[20] == 'x' ? 'y' : 'x');

        Assert.That((TokenValue.IsWellFormed(mistyped), TokenValue.IsWellFormed(value[..^6] + "zzzzzz")), Is.EqualTo((false, false)));
    }

    [Test]
    public void The_checksum_is_the_CRC_32_in_base_62() =>
        Assert.That(TokenValue.IsWellFormed($"ops_api_token_{new string('A', 43)}0DofJ8"), Is.True);

    [TestCase("")]
    [TestCase("ops_api_token_")]
    [TestCase("ops_api_token_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("ops_api_token_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!")]
    [TestCase("OPS_api_token_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_cannot_be_one_is_not_looked_up(string value) => Assert.That(TokenValue.IsWellFormed(value), Is.False);

    [Test]
    public void Its_hash_is_its_SHA_256() => Assert.That(
        TokenValue.HashOf("ops_api_token_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        Is.EqualTo(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("ops_api_token_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"u8))));

    [Test]
    public void A_list_shows_eight_letters_of_it() => Assert.That(
        TokenValue.ShownPrefix("ops_api_token_abcdefghijk"), Is.EqualTo("ops_api_token_abcdefgh"));
}
