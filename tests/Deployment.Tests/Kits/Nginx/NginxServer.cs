using System.Security.Cryptography.X509Certificates;
using CcatOps.TestBed;
using CcatOps.TestBed.Processes;

namespace CcatOps.Deployment.Tests.Kits.Nginx;

/// <summary>Debian's nginx on loopback with deploy/nginx/ccat-ops.conf, in which only addresses and the certificate's paths are replaced.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ccat-ops-nginx-");
    private readonly TestCertificate certificate = TestCertificate.Create();
    private ChildProcess? process;

    private NginxServer() => Address = new($"https://localhost:{FreePort.Next()}/ops/");

    /// <summary>The address of the service for clients.</summary>
    public Uri Address { get; }

    public static async Task<NginxServer> StartAsync(int servicePort)
    {
        var server = new NginxServer();
        await server.StartProcessAsync(servicePort);
        return server;
    }

    /// <summary>A handler that trusts the certificate of this server only.</summary>
    public SocketsHttpHandler Handler() => new()
    {
        SslOptions = new()
        {
            CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(certificate.AuthorityPath) },
            },
        },
    };

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.KillWithDescendantsAsync();
        certificate.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task StartProcessAsync(int servicePort)
    {
        var site = Replaced(
            await File.ReadAllTextAsync(Shell.Deploy("nginx", "ccat-ops.conf")),
            ("listen 443 ssl", $"listen 127.0.0.1:{Address.Port} ssl"),
            ("server_name ops.observatory.example", "server_name localhost"),
            ("server 127.0.0.1:8000", $"server 127.0.0.1:{servicePort}"),
            ("/etc/ccat-ops/tls/certificate.pem", certificate.Path),
            ("/etc/ccat-ops/tls/key.pem", certificate.KeyPath));
        var account = Environment.UserName == "root" ? "user root;" : "";
        var configuration = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(configuration, $$"""
            {{account}}
            daemon off;
            worker_processes 1;
            pid {{folder.FullName}}/pid;
            error_log stderr notice;
            events { worker_connections 64; }
            http {
                access_log off;
                client_body_temp_path {{folder.FullName}}/body;
                proxy_temp_path {{folder.FullName}}/proxy;
                fastcgi_temp_path {{folder.FullName}}/fastcgi;
                uwsgi_temp_path {{folder.FullName}}/uwsgi;
                scgi_temp_path {{folder.FullName}}/scgi;
                {{site}}
            }
            """);
        process = await ChildProcess.StartAsync(new("nginx", "-e", "stderr", "-p", folder.FullName, "-c", configuration));
        await process.WaitForOutputAsync("start worker process", TimeSpan.FromSeconds(30));
    }

    private static string Replaced(string text, params (string Old, string New)[] replacements)
    {
        foreach (var (old, with) in replacements)
        {
            Assert.That(text, Does.Contain(old));
            text = text.Replace(old, with, StringComparison.Ordinal);
        }

        return text;
    }
}
