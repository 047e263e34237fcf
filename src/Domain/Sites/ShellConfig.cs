using System.Net;

namespace CcatOps.Domain.Sites;

/// <summary>Settings of the network interface: TLS, proxies, rate limits. Printing it masks the secret.</summary>
public sealed record ShellConfig
{
    /// <summary>Below this a telescope could be refused, so no limit of a service token may be.</summary>
    public const int LeastServiceRequests = 2_000;

    /// <summary>Requests in one second of one principal, and of one address; 0: no limit.</summary>
    public int RequestsPerSecond { get; init; }

    /// <summary>Requests in one second of one principal with the role <c>service</c>; 0: no limit.</summary>
    public int ServiceRequestsPerSecond { get; init; }

    /// <summary>Failed logins in one minute from one address; 0: no limit.</summary>
    public int FailedLoginsPerMinute { get; init; }

    /// <summary>Whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Prefix</c> are believed; none: nobody's.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>The path under which clients see the service, such as <c>/ops</c>; empty: the root.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>The one place whose pages may call the service; null: none.</summary>
    public Uri? FrontendUrl { get; init; }

    /// <summary>Files in PEM format, for https; empty: none.</summary>
    public string CertificatePath { get; init; } = "";

    public string KeyPath { get; init; } = "";

    /// <summary>The password of an encrypted key.</summary>
    public string KeyPassword { get; init; } = "";

    public override string ToString() =>
        $"shell {{ requests = {RequestsPerSecond}, service = {ServiceRequestsPerSecond}, failed_logins = {FailedLoginsPerMinute}, "
        + $"trusted_proxies = {string.Join(',', TrustedProxies)}, base_path = {BasePath}, frontend_url = {FrontendUrl}, certificate = {CertificatePath}, "
        + $"key = {KeyPath}, key_password = {(KeyPassword.Length > 0 ? "***" : "")} }}";
}
