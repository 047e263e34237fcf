using CcatOps.Domain.Records;

namespace CcatOps.Domain.Access;

/// <summary>A person, or a machine that owns tokens.</summary>
public sealed record User : StoredRecord
{
    public required Guid Id { get; init; }

    /// <summary>Unique. Of a person the GitHub login, which says nothing about who they are: GitHub gives a login that was left to others.</summary>
    public required string Name { get; init; }

    /// <summary>The identity of a person, which stays when the login is changed; null: a machine.</summary>
    public long? GithubId { get; init; }

    public UserKind Kind => GithubId is null ? UserKind.Machine : UserKind.Person;

    public string? FullName { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on nothing of theirs lets anybody in.</summary>
    public DateTimeOffset? DisabledAt { get; init; }
}

public enum UserKind
{
    /// <summary>Owns tokens. Nobody logs in as one.</summary>
    Machine,

    /// <summary>Logs in with the GitHub account of that id.</summary>
    Person,
}

/// <summary>That a user has a role.</summary>
public sealed record UserRole : StoredRecord
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required string Role { get; init; }
}
