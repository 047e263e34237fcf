using CcatOps.Application.Sessions;

namespace CcatOps.Application.UnitTests.Sessions;

internal sealed class SessionTokenTests
{
    [Test]
    public void Its_text_can_be_read_again()
    {
        var token = SessionToken.New();

        Assert.That(SessionToken.TryRead(token.Text, out var read), Is.True);
        Assert.That(read, Is.EqualTo(token));
    }

    [Test]
    public void Renewed_it_has_another_secret() => Assert.That(SessionToken.New() is var token && token.Renewed().Secret != token.Secret, Is.True);

    [Test]
    public void Printing_it_shows_no_secret() => Assert.That(SessionToken.New() is var token && !$"{token}".Contains(token.Secret), Is.True);

    [TestCase(null)]
    [TestCase("")]
    [TestCase("a.b")]
    [TestCase("00000000000000000000000000000000")]
    [TestCase("00000000000000000000000000000000.")]
    [TestCase("00000000000000000000000000000000.a.b")]
    [TestCase("00000000-0000-0000-0000-000000000000.a")]
    public void Other_texts_are_none(string? text) => Assert.That(SessionToken.TryRead(text, out _), Is.False);
}
