using CcatOps.Domain.Sessions;

namespace CcatOps.Domain.UnitTests.Sessions;

internal sealed class PkceTests
{
    /// <summary>The example of RFC 7636, appendix B.</summary>
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    [Test]
    public void A_verifier_matches_its_challenge() => Assert.That(Pkce.Matches(Challenge, Verifier), Is.True);

    [TestCase("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK")]
    [TestCase(Challenge)]
    [TestCase("")]
    public void Another_does_not(string verifier) => Assert.That(Pkce.Matches(Challenge, verifier), Is.False);

    [TestCase(Challenge, true)]
    [TestCase(Challenge + "=", false)]
    [TestCase("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw", false)]
    [TestCase("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", false)]
    [TestCase("", false)]
    public void A_challenge_is_the_base64url_of_a_sha256(string text, bool isOne) => Assert.That(Pkce.IsChallenge(text), Is.EqualTo(isOne));

    [TestCase(42, false)]
    [TestCase(43, true)]
    [TestCase(128, true)]
    [TestCase(129, false)]
    public void A_verifier_is_long_enough_and_not_too_long(int length, bool isOne) =>
        Assert.That(Pkce.IsVerifier(new string('~', length)), Is.EqualTo(isOne));

    [Test]
    public void A_verifier_has_unreserved_characters_only() => Assert.That(Pkce.IsVerifier(new string('+', 43)), Is.False);
}
