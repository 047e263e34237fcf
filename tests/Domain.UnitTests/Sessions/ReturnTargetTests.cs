using CcatOps.Domain.Sessions;

namespace CcatOps.Domain.UnitTests.Sessions;

internal sealed class ReturnTargetTests
{
    private static readonly Uri Frontend = new("https://ops.example.com/ui");

    [TestCase(null, "https://ops.example.com/ui")]
    [TestCase("/", "https://ops.example.com/")]
    [TestCase("/night/1?x=2#3", "https://ops.example.com/night/1?x=2#3")]
    [TestCase("/a//b", "https://ops.example.com/a//b")]
    [TestCase("/%5cevil.example.com", "https://ops.example.com/%5cevil.example.com")]
    [TestCase("/@evil.example.com", "https://ops.example.com/@evil.example.com")]
    [TestCase("https://ops.example.com/night", "https://ops.example.com/night")]
    [TestCase("https://OPS.example.com:443/night", "https://ops.example.com/night")]
    public void Leads_to_the_front_end(string? asked, string target) =>
        Assert.That(ReturnTarget.Of(asked, Frontend)?.AbsoluteUri, Is.EqualTo(target));

    [TestCase("https://evil.example.com/")]
    [TestCase("http://ops.example.com/")]
    [TestCase("https://ops.example.com:8443/")]
    [TestCase("https://ops.example.com.evil.example.com/")]
    [TestCase("https://ops.example.com@evil.example.com/")]
    [TestCase("https://evil@ops.example.com/")]
    [TestCase("//evil.example.com/")]
    [TestCase("///evil.example.com/")]
    [TestCase("/\\evil.example.com/")]
    [TestCase("\\\\evil.example.com/")]
    [TestCase("/\t/evil.example.com/")]
    [TestCase("/a\r\nSet-Cookie: a=b")]
    [TestCase("javascript:alert(1)")]
    [TestCase("data:text/html,x")]
    [TestCase("file:///etc/passwd")]
    [TestCase("night")]
    [TestCase("")]
    [TestCase(" /")]
    public void Leads_nowhere_else(string asked) => Assert.That(ReturnTarget.Of(asked, Frontend), Is.Null);

    [TestCase("http://localhost:8080/x", "http://localhost:8080")]
    [TestCase("https://ops.example.com:443/x", "https://ops.example.com")]
    public void An_origin_is_as_browsers_send_it(string address, string origin) =>
        Assert.That(ReturnTarget.OriginOf(new Uri(address)), Is.EqualTo(origin));
}
