using System.Globalization;

namespace CcatOps.Domain.Sites;

/// <summary>The address of a server.</summary>
public sealed record ServerAddress(string Host, int Port)
{
    /// <summary>Parses an address that the settings have checked: <c>host[:port],host[:port]</c>. An IPv6 address with a port is in brackets.</summary>
    /// <param name="hosts">The list.</param>
    /// <param name="port">The port of those that name none.</param>
    public static IReadOnlyList<ServerAddress> List(string hosts, int port) =>
        [.. hosts.Split(',', StringSplitOptions.TrimEntries).Select(entry => Read(entry, port))];

    public override string ToString() => Host.Contains(':') && Host[0] != '[' ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static ServerAddress Read(string entry, int otherwise)
    {
        var colon = entry.LastIndexOf(':');
        var hasPort = colon > 0 && (entry.IndexOf(':') == colon || entry[colon - 1] == ']');
        return hasPort ? new(entry[..colon], int.Parse(entry.AsSpan(colon + 1), CultureInfo.InvariantCulture)) : new(entry, otherwise);
    }
}
