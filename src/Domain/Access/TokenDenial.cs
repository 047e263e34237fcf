namespace CcatOps.Domain.Access;

/// <summary>
/// The end of a token at a site, whether or not main could be reached. The site refuses the token at once; main revokes it when it gets this row.
/// </summary>
public sealed record TokenDenial
{
    public required Guid Id { get; init; }
    public required Guid ApiTokenId { get; init; }
    public required string SiteName { get; init; }
    public required DateTimeOffset DeniedAt { get; init; }
}
