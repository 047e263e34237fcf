using CcatOps.Application.Access;
using CcatOps.Domain.Access;
using CcatOps.Domain.Replication;

namespace CcatOps.Application.Features.Users;

/// <summary>A user as clients see it.</summary>
public sealed record UserView
{
    public required Guid Id { get; init; }

    /// <summary>Unique; of a person the GitHub login of the last time.</summary>
    public required string Name { get; init; }

    /// <summary>A person logs in with a GitHub account; a machine only owns tokens.</summary>
    public required UserKind Kind { get; init; }

    /// <summary>The identity of a person; null: a machine.</summary>
    public long? GithubId { get; init; }

    public string? FullName { get; init; }

    /// <summary>The name that markers and audit use for the user.</summary>
    public required string Principal { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on no token and no session of the user is valid.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    public Sync? Sync { get; init; }

    internal static UserView Of(KnownUser known) => new()
    {
        Id = known.User.Id,
        Name = known.User.Name,
        Kind = known.User.Kind,
        GithubId = known.User.GithubId,
        FullName = known.User.FullName,
        Principal = Domain.Access.Principal.NameOf(known.User),
        Roles = [.. known.RoleNames.Order()],
        CreatedAt = known.User.CreatedAt,
        DisabledAt = known.User.DisabledAt,
        Sync = known.User.Sync,
    };
}
