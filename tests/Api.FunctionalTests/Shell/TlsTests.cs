using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CcatOps.Api.FunctionalTests.Stage;
using CcatOps.TestBed;

namespace CcatOps.Api.FunctionalTests.Shell;

internal sealed class TlsTests
{
    private readonly int port = FreePort.Next();
    private TestCertificate certificate = null!;

    private string Address => $"https://localhost:{port}";

    [SetUp]
    public void MakeCertificate() => certificate = TestCertificate.Create();

    [TearDown]
    public void RemoveCertificate() => certificate.Dispose();

    [Test]
    public async Task The_service_speaks_https_with_the_certificate_that_it_is_given()
    {
        await using var service = await ServiceProcess.StartAsync(ServiceProgram.Path, ["--urls", Address], Embedded(certificate.Path, certificate.KeyPath));
        using var client = Trusting(certificate.AuthorityPath);
        var answer = await Eventually.AssertAsync<HttpResponseMessage>(
            () => client.GetAsync(new Uri($"{Address}/health/live")), _ => true, TimeSpan.FromSeconds(30), $"it should answer\n{service.Output}");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Headers.GetValues("Strict-Transport-Security"), Is.Not.Empty);
    }

    [Test]
    public async Task A_client_that_trusts_another_authority_does_not_talk_to_it()
    {
        await using var service = await ServiceProcess.StartAsync(ServiceProgram.Path, ["--urls", Address], Embedded(certificate.Path, certificate.KeyPath));
        await Eventually.WaitForAsync(
            () => service.Output.Contains("Now listening", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "it should listen", () => service.Output);
        using var other = TestCertificate.Create();
        using var client = Trusting(other.AuthorityPath);
        Assert.That(
            async () => await client.GetAsync(new Uri($"{Address}/health/live")),
            Throws.InstanceOf<HttpRequestException>().With.Property(nameof(HttpRequestException.HttpRequestError)).EqualTo(HttpRequestError.SecureConnectionError));
    }

    [Test]
    public async Task Without_a_certificate_it_says_so_and_does_not_start()
    {
        var run = await Command.RunAsync(Embedded("", ""), "--urls", Address);
        Assert.That(run.ExitCode, Is.EqualTo(69), run.Output);
        Assert.That(run.Output, Does.Contain("Cannot listen").And.Contain("TLS_CERTIFICATE_PATH").And.Not.Contain("Unhandled exception"));
    }

    [TestCase("--urls")]
    [TestCase("--https_ports")]
    [TestCase("--Kestrel:Endpoints:A:Url")]
    public async Task A_certificate_for_developers_in_the_users_store_is_not_served(string option)
    {
        var home = Directory.CreateTempSubdirectory("home");
        try
        {
            await MakeDeveloperCertificateAsync(home.FullName);
            var run = await Command.RunAsync(
                Embedded("", "").With(("HOME", home.FullName)), option, option == "--https_ports" ? $"{port}" : Address);
            Assert.That(run.ExitCode, Is.EqualTo(69), run.Output);
            Assert.That(run.Output, Does.Contain("Cannot listen").And.Contain("TLS_CERTIFICATE_PATH"));
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_certificate_that_is_not_there_is_named()
    {
        var run = await Command.RunAsync(Embedded("/no/such/certificate.pem", certificate.KeyPath), "--urls", Address);
        Assert.That((run.ExitCode, run.Output.Contains("/no/such/certificate.pem", StringComparison.Ordinal)), Is.EqualTo((69, true)), run.Output);
    }

    [Test]
    public async Task A_key_that_belongs_to_another_certificate_is_refused()
    {
        using var other = TestCertificate.Create();
        var run = await Command.RunAsync(Embedded(certificate.Path, other.KeyPath), "--urls", Address);
        Assert.That(run.ExitCode, Is.EqualTo(69), run.Output);
        Assert.That(run.Output, Does.Not.Contain("Unhandled exception"));
    }

    /// <summary>A site of two files, which needs no server.</summary>
    private static Settings Embedded(string certificatePath, string keyPath) => new Settings().With(
        ("MAIN_DB_TYPE", "sqlite"), ("LOCAL_DB_TYPE", "sqlite"), ("BUFFER_TYPE", "sqlite"), ("SITE_TYPE", "secondary"),
        ("TLS_CERTIFICATE_PATH", certificatePath), ("TLS_KEY_PATH", keyPath));

    private static async Task MakeDeveloperCertificateAsync(string home)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["dev-certs", "https"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = home;
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var made = Process.Start(start)!;
        var output = await made.StandardOutput.ReadToEndAsync() + await made.StandardError.ReadToEndAsync();
        await made.WaitForExitAsync();
        Assert.That(Directory.EnumerateFiles(home, "*.pfx", SearchOption.AllDirectories), Is.Not.Empty, output);
    }

    private static HttpClient Trusting(string authorityPath)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(authorityPath));
        return new(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } });
    }
}
