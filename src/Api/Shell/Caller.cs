namespace CcatOps.Api.Shell;

/// <summary>The caller to which rate limits apply.</summary>
internal readonly record struct Caller(bool IsKnown, bool IsService, int PrincipalBucket, int AddressBucket)
{
    public const string ServiceRole = "service";

    public static Caller Of(HttpContext context)
    {
        var address = CallerBuckets.Of(context.Connection.RemoteIpAddress);
        return context.User.Identity is { IsAuthenticated: true, Name: { } name }
            ? new(true, context.User.IsInRole(ServiceRole), CallerBuckets.Of(name), address)
            : new(false, false, 0, address);
    }
}
