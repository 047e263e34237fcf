using CcatOps.Application.Access;
using CcatOps.Domain.Access;
using CcatOps.Domain.Replication;

namespace CcatOps.Application.Features.Tokens;

/// <summary>A token as clients see it.</summary>
public sealed record TokenView
{
    public required Guid Id { get; init; }

    /// <summary>Together with the owner it names the principal; it stays when the token is rotated.</summary>
    public required string Name { get; init; }

    /// <summary>Whose permissions it has at most; null: an emergency token.</summary>
    public string? Owner { get; init; }

    /// <summary>The name that markers and audit use for the token.</summary>
    public required string Principal { get; init; }

    public required TokenKind Kind { get; init; }
    public string? Note { get; init; }
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The beginning of its value.</summary>
    public required string Prefix { get; init; }

    public required string SiteName { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it ends; that of a person after PERSON_TOKEN_MAX_DAYS at the latest. Null: when it is revoked.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Until when the value before the last rotation is valid; null: that ended with the rotation.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>By what has been counted so far: uses are noted once a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public required long UseCount { get; init; }
    public Sync? Sync { get; init; }

    internal static TokenView Of(ApiToken token, User? owner, TimeSpan personLife, TokenUsage? usage) => new()
    {
        Id = token.Id,
        Name = token.Name,
        Owner = owner?.Name,
        Principal = owner is null
            ? Domain.Access.Principal.NameOfEmergency(token.SiteName, token.Name)
            : Domain.Access.Principal.NameOf(owner, token.Name),
        Kind = token.Kind,
        Note = token.Note,
        Scopes = token.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Prefix = token.Prefix,
        SiteName = token.SiteName,
        CreatedAt = token.CreatedAt,
        ExpiresAt = token.EndOf(owner, personLife),
        RevokedAt = token.RevokedAt,
        PreviousUntil = token.PreviousUntil,
        LastUsedAt = usage?.LastUsedAt,
        UseCount = usage?.Uses ?? 0,
        Sync = token.Sync,
    };
}

/// <summary>A token just made, with its value, which nobody can be told again.</summary>
public sealed record TokenMade(string Token, TokenView View);
