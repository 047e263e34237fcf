using System.Text.Json.Serialization;
using CcatOps.Domain.Replication;

namespace CcatOps.Domain.Access;

/// <summary>A person, or a machine that owns tokens.</summary>
public sealed record User
{
    public required Guid Id { get; init; }

    /// <summary>Unique; of a person the GitHub login.</summary>
    public required string Name { get; init; }

    /// <summary>Stays when the login is changed; null: not from GitHub.</summary>
    public long? GithubId { get; init; }

    public string? FullName { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on nothing of theirs lets anybody in.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    public Sync? Sync { get; init; }

    [JsonIgnore]
    public Guid? TransactionId { get; init; }
}

/// <summary>That a user has a role.</summary>
public sealed record UserRole
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required string Role { get; init; }
    public Sync? Sync { get; init; }

    [JsonIgnore]
    public Guid? TransactionId { get; init; }
}
