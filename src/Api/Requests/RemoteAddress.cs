namespace CcatOps.Api.Requests;

internal static class RemoteAddress
{
    /// <summary>The address of the client as text, of a trusted proxy's client where there is one; null: the connection has none.</summary>
    public static string? Of(HttpContext context) => context.Connection.RemoteIpAddress is { } address
        ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
        : null;
}
