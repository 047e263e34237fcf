using System.Net;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Configuration.Files;
using CcatOps.Infrastructure.Configuration.Table;

namespace CcatOps.Infrastructure.Configuration;

/// <summary>The connections that must be encrypted unless a setting says otherwise.</summary>
internal static class TransportRules
{
    /// <summary>
    /// At a secondary site the main database is across the ocean, so it is encrypted unless told otherwise. A server on this machine, which is
    /// how a stage and a tunnel look, needs nothing.
    /// </summary>
    public static SettingValues WithEncryptionAcrossTheOcean(this SettingValues values) =>
        values.IsSound(SettingTable.MainDatabase.Host)
        && ServerAddress.List(values.Get(SettingTable.MainDatabase.Host), 0).Any(server => !IsThisMachine(server.Host))
            ? values.WithDefault(SettingTable.MainDatabase.SslMode, "require")
            : values;

    public static SettingsFault? Certificate(SettingValues values) =>
        values.IsSound(SettingTable.TlsCertificatePath) && values.IsSound(SettingTable.TlsKeyPath)
        && (values.Get(SettingTable.TlsCertificatePath).Length > 0) != (values.Get(SettingTable.TlsKeyPath).Length > 0)
            ? values.Fault(
                values.Get(SettingTable.TlsCertificatePath).Length > 0 ? SettingTable.TlsKeyPath : SettingTable.TlsCertificatePath,
                "TLS_CERTIFICATE_PATH and TLS_KEY_PATH go together, and it is not set",
                "Set both, or none")
            : null;

    /// <summary>The client secret and every login's code go there.</summary>
    public static SettingsFault? Github(SettingValues values) =>
        values.IsSound(SettingTable.GithubBaseUrl) && values.Get(SettingTable.GithubBaseUrl) is { Scheme: "http" } url && !IsThisMachine(url.Host)
            ? values.Fault(SettingTable.GithubBaseUrl, "its scheme is http, and the client secret would cross the network in the clear", "Use https")
            : null;

    private static bool IsThisMachine(string host) =>
        host is "localhost" or ['/', ..] || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
