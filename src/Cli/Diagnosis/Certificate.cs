using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Diagnosis;

/// <summary>Looks at the certificate of a service.</summary>
internal static class Certificate
{
    private const string Renew = "Renew the certificate of TLS_CERTIFICATE_PATH, or of the proxy in front of the service.";

    private static readonly TimeSpan SoonToExpire = TimeSpan.FromDays(21);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Finding>> ExamineAsync(Uri url, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (url.Scheme != Uri.UriSchemeHttps)
        {
            return url.IsLoopback
                ? []
                : [new("certificate", Finding.Attention, $"{url} is not encrypted: everybody on the way can read the token.", "Use https.")];
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(url.Host, url.Port, deadline.Token);
            await using var tls = new SslStream(socket.GetStream());
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.Host }, deadline.Token);
            using var certificate = new X509Certificate2(tls.RemoteCertificate!);
            DateTimeOffset end = certificate.NotAfter.ToUniversalTime();
            var text = $"The certificate is valid until {Moments.Second(end)} UTC.";
            return end - now < SoonToExpire
                ? [new("certificate", Finding.Attention, text, Renew)]
                : [new("certificate", Finding.Ok, text)];
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or SocketException)
        {
            return [new("certificate", Finding.Attention, exception.Message, Renew)];
        }
    }
}
