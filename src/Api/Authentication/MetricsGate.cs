using System.Net;
using CcatOps.Domain.Sites;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CcatOps.Api.Authentication;

/// <summary>
/// Whether the metrics are shown without a credential: as <c>METRICS_ACCESS</c> says, else only where nothing but loopback is listened on and no
/// proxy passes on what comes from elsewhere.
/// </summary>
internal sealed class MetricsGate(SiteConfig site, ShellConfig shell, IServer server)
{
    private bool? isOpen;

    public bool IsOpen => isOpen ??= site.MetricsAccess switch
    {
        MetricsAccess.Open => true,
        MetricsAccess.Token => false,
        _ => shell.TrustedProxies.Count == 0 && server.Features.Get<IServerAddressesFeature>() is { Addresses: { Count: > 0 } addresses } && addresses.All(IsLoopback),
    };

    private static bool IsLoopback(string address) =>
        BindingAddress.Parse(address).Host is var host
        && (host == "localhost" || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip)));
}
