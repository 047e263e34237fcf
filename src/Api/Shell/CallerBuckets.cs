using System.Net;
using System.Net.Sockets;

namespace CcatOps.Api.Shell;

/// <summary>
/// Divides all callers there can be into a bounded number of buckets, so that nobody fills the memory with names. Which callers share one
/// changes with each start, so nobody can aim at another's.
/// </summary>
internal static class CallerBuckets
{
    public const int Count = 1 << 13;

    public static int Of(string principal) => principal.GetHashCode(StringComparison.Ordinal) & (Count - 1);

    /// <summary>Limits an IPv6 network as one, because one client has all of its addresses.</summary>
    public static int Of(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is null || !address.TryWriteBytes(bytes, out var length))
            return 0;
        var part = address.AddressFamily == AddressFamily.InterNetwork ? bytes[..length]
            : address.IsIPv4MappedToIPv6 ? bytes[12..]
            : bytes[..8];
        var hash = new HashCode();
        hash.AddBytes(part);
        return hash.ToHashCode() & (Count - 1);
    }
}
