using System.Globalization;
using System.Text.RegularExpressions;

namespace CcatOps.Api.Hosting;

/// <summary>Checks the addresses to listen on. The server takes a port that is no number for a part of the host's name, and listens everywhere on port 80.</summary>
internal static partial class ListenAddresses
{
    private static readonly string[] Ports = ["http_ports", "https_ports"];

    /// <summary>The first address or port that cannot be meant, or that would be served with a certificate that nobody configured; null: there is none.</summary>
    public static string? FindFault(IConfiguration configuration, bool hasCertificate) =>
        FindMistake(configuration) ?? (hasCertificate ? null : FindWithoutCertificate(configuration));

    private static string? FindMistake(IConfiguration configuration) =>
        Entries(configuration, "urls").Where(url => !IsAddress(url)).Select(url => $"'{url}' is not an address such as http://localhost:8001")
            .Concat(Ports.SelectMany(name => Entries(configuration, name)).Where(port => !IsPort(port)).Select(port => $"'{port}' is not a port"))
            .FirstOrDefault();

    /// <summary>The server would take the certificate for developers that it finds on the machine.</summary>
    private static string? FindWithoutCertificate(IConfiguration configuration) =>
        configuration.GetSection("Kestrel:Certificates:Default").Exists()
            ? null
            : Entries(configuration, "urls").Concat(Entries(configuration, "https_ports").Select(port => $"https://*:{port}"))
                .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren()
                    .Where(endpoint => !endpoint.GetSection("Certificate").Exists()).Select(endpoint => endpoint["Url"] ?? ""))
                .Where(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
                .Select(url => $"'{url}' needs a certificate: set TLS_CERTIFICATE_PATH and TLS_KEY_PATH")
                .FirstOrDefault();

    private static string[] Entries(IConfiguration configuration, string name) =>
        (configuration[name] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsAddress(string url) =>
        AddressPattern().Match(url) is { Success: true } match && (!match.Groups["port"].Success || IsPort(match.Groups["port"].Value));

    private static bool IsPort(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    [GeneratedRegex("""\Ahttps?://(?:unix:/.+|(?:\[[0-9a-f:.%]+\]|[^\s:/?#\[\]@]+)(?::(?<port>[^/]*))?/?)\z""", RegexOptions.IgnoreCase)]
    private static partial Regex AddressPattern();
}
