using CcatOps.Domain.Sites;

namespace CcatOps.Infrastructure.UnitTests.Configuration;

internal sealed class TransportRulesTests
{
    private SourceFiles sources = null!;

    [SetUp]
    public void MakeSources() => (sources = new()).Set("SECRET_KEY", new string('k', 32));

    [TearDown]
    public void RemoveSources() => sources.Dispose();

    [TestCase("secondary", "db.example.com", DatabaseTls.Require)]
    [TestCase("secondary", "10.0.0.1", DatabaseTls.Require)]
    [TestCase("secondary", "localhost,db.example.com:5433", DatabaseTls.Require)]
    [TestCase("secondary", "localhost", DatabaseTls.Prefer)]
    [TestCase("secondary", "127.0.0.1", DatabaseTls.Prefer)]
    [TestCase("secondary", "127.0.0.2:5433,[::1]:5434", DatabaseTls.Prefer)]
    [TestCase("secondary", "/run/postgresql", DatabaseTls.Prefer)]
    [TestCase("main", "db.example.com", DatabaseTls.Prefer)]
    public void Across_the_ocean_encryption_is_required(string type, string host, DatabaseTls expected) =>
        Assert.That(
            sources.Set("SITE_TYPE", type).Set("MAIN_DB_HOST", host).Settings(isDevelopment: false).Site.MainDatabase.Tls, Is.EqualTo(expected));

    [Test]
    public void In_development_it_is_not() =>
        Assert.That(
            sources.Set("SITE_TYPE", "secondary").Set("MAIN_DB_HOST", "db.example.com").Settings().Site.MainDatabase.Tls,
            Is.EqualTo(DatabaseTls.Prefer));

    [TestCase("disable", DatabaseTls.Disable)]
    [TestCase("verify-full", DatabaseTls.VerifyFull)]
    public void What_is_set_holds(string mode, DatabaseTls expected) =>
        Assert.That(
            sources.Set("SITE_TYPE", "secondary").Set("MAIN_DB_HOST", "db.example.com").Set("MAIN_DB_SSL_MODE", mode)
                .Settings(isDevelopment: false).Site.MainDatabase.Tls,
            Is.EqualTo(expected));

    [Test]
    public void A_certificate_without_its_key_is_a_fault() =>
        Assert.That(sources.Set("TLS_CERTIFICATE_PATH", "a.pem").Fault().Setting, Is.EqualTo("TLS_KEY_PATH"));

    [Test]
    public void The_client_secret_does_not_cross_a_network_in_the_clear() =>
        Assert.That(
            sources.Set("GITHUB_BASE_URL", "http://github.example.com").Fault(isDevelopment: false).Setting, Is.EqualTo("GITHUB_BASE_URL"));

    [TestCase("https://github.example.com")]
    [TestCase("http://127.0.0.1:3000")]
    public void A_GitHub_behind_https_or_on_this_machine_is_taken(string address) =>
        Assert.That(
            sources.Set("GITHUB_BASE_URL", address).Settings(isDevelopment: false).Authentication.GithubBaseUrl, Is.EqualTo(new Uri(address)));

    [TestCase("1999")]
    [TestCase("-1")]
    public void A_limit_that_would_refuse_a_telescope_is_a_fault(string limit) =>
        Assert.That(sources.Set("RATE_LIMIT_SERVICE", limit).Fault().Setting, Is.EqualTo("RATE_LIMIT_SERVICE"));

    [TestCase("10.0.0.1/33")]
    [TestCase("proxy.example.com")]
    [TestCase("10.0.0.1,,10.0.0.256")]
    public void A_proxy_that_is_no_address_is_a_fault(string proxies) =>
        Assert.That(sources.Set("TRUSTED_PROXIES", proxies).Fault().Setting, Is.EqualTo("TRUSTED_PROXIES"));

    [Test]
    public void Requests_are_limited_outside_development() =>
        Assert.That(sources.Settings(isDevelopment: false).Shell.RequestsPerSecond, Is.EqualTo(1000));
}
