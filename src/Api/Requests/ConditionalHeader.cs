namespace CcatOps.Api.Requests;

/// <summary>A header of RFC 9110 section 13 that an endpoint heeds; for its description.</summary>
internal sealed record ConditionalHeader(string Name, string About)
{
    public static readonly ConditionalHeader IfMatch = new(
        "If-Match", "The ETag of the version that is meant; another one gives 412. * matches any.");

    public static readonly ConditionalHeader IfNoneMatch = new(
        "If-None-Match", "ETags that the client has; 304 when the record is still one of them.");
}
