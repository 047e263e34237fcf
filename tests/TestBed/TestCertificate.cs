using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CcatOps.TestBed;

/// <summary>An authority of the test's own and a certificate that it has signed for 127.0.0.1 and localhost, as files in PEM format.</summary>
public sealed class TestCertificate : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ccat-ops-certificate-");

    private TestCertificate()
    {
        var (from, until) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=CcatOps test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using var authority = authorityRequest.CreateSelfSigned(from, until);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.Create(authority, from, until, [1, 2, 3]);

        // Servers under other accounts read them.
        File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0b111_101_101);
        File.WriteAllText(AuthorityPath, authority.ExportCertificatePem());
        File.WriteAllText(Path, certificate.ExportCertificatePem());
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The authority that clients trust.</summary>
    public string AuthorityPath => System.IO.Path.Combine(_folder.FullName, "authority.pem");

    /// <summary>The certificate of the server.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "certificate.pem");

    /// <summary>The private key of the server.</summary>
    public string KeyPath => System.IO.Path.Combine(_folder.FullName, "key.pem");

    /// <summary>Makes an authority and a certificate, good for a day.</summary>
    public static TestCertificate Create() => new();

    /// <summary>Deletes the files.</summary>
    public void Dispose() => _folder.Delete(recursive: true);
}
