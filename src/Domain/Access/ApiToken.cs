using CcatOps.Domain.Records;

namespace CcatOps.Domain.Access;

public enum TokenKind
{
    /// <summary>Has an owner and comes from main.</summary>
    Ordinary,

    /// <summary>Made at a site while main was out of reach; only for recording observations.</summary>
    Emergency,
}

/// <summary>A token as it is stored: without its value, of which only the SHA-256 is kept.</summary>
public sealed record ApiToken : StoredRecord
{
    public required Guid Id { get; init; }
    public required TokenKind Kind { get; init; }

    /// <summary>Whose permissions it has at most; null: an emergency token.</summary>
    public Guid? UserId { get; init; }

    public required string Name { get; init; }
    public string? Note { get; init; }

    /// <summary>Permissions, divided by spaces.</summary>
    public required string Scopes { get; init; }

    /// <summary>SHA-256 of the value, in hexadecimal.</summary>
    public required string TokenHash { get; init; }

    /// <summary>The beginning of the value, to know it by.</summary>
    public required string Prefix { get; init; }

    /// <summary>The site at which it was made.</summary>
    public required string SiteName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>SHA-256 of the value before the last rotation, which is valid until <see cref="PreviousUntil"/>; null: it ended with that.</summary>
    public string? PreviousHash { get; init; }

    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>Returns whether the site accepts the token: an emergency token is valid at the site that made it, any other at all sites.</summary>
    public bool IsValidAt(string siteName) => Kind != TokenKind.Emergency || SiteName == siteName;

    /// <summary>Returns when the token ends: that of a person at the latest after a time that no token of theirs outlives.</summary>
    public DateTimeOffset? EndOf(User? owner, TimeSpan personLife) =>
        owner is { Kind: UserKind.Person } && CreatedAt + personLife is var latest && !(ExpiresAt <= latest) ? latest : ExpiresAt;
}

/// <summary>How often a token was used at a site since the last such row.</summary>
public sealed record TokenUse
{
    public required Guid Id { get; init; }
    public required Guid ApiTokenId { get; init; }
    public required string SiteName { get; init; }

    /// <summary>The last of these uses, by the site's clock.</summary>
    public required DateTimeOffset UsedAt { get; init; }

    public required long Uses { get; init; }
}
