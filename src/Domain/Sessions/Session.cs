namespace CcatOps.Domain.Sessions;

/// <summary>The login of one person at one site, until it ends or is closed.</summary>
public sealed record Session
{
    /// <summary>Names the session; no secret.</summary>
    public required string Id { get; init; }

    public required SessionHolder Holder { get; init; }

    /// <summary>The person who has logged in, with their roles.</summary>
    public required Person Person { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it ends at the latest.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Lets the service ask GitHub about the person again, encrypted; null: the session is older than this.</summary>
    public string? Grant { get; init; }
}

/// <summary>The kind of client that keeps a session's secret: a browser in its cookie, or a program as a refresh token.</summary>
public enum SessionHolder
{
    Browser,
    Program,
}

/// <summary>A person as GitHub knows them, with the roles that their teams give.</summary>
public sealed record Person(string Login, long GithubId, string? FullName, IReadOnlyList<string> Roles);
