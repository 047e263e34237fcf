using CcatOps.Application.Reads;
using CcatOps.Domain.Access;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Access;

/// <summary>Which tokens a list holds. An empty collection means any.</summary>
public sealed record ApiTokenFilter : IRecordFilter<ApiToken>
{
    public IReadOnlyCollection<string> Hashes { get; init; } = [];
    public IReadOnlyCollection<Guid> UserIds { get; init; } = [];
    public IReadOnlyCollection<TransactionState> SyncStates { get; init; } = [];
    public IReadOnlyCollection<string> Parents => [];

    public bool MatchesAll => this is { Hashes.Count: 0, UserIds.Count: 0 };

    public bool Matches(ApiToken record) =>
        (Hashes.Count == 0 || Hashes.Contains(record.TokenHash) || (record.PreviousHash is { } hash && Hashes.Contains(hash)))
        && (UserIds.Count == 0 || (record.UserId is { } id && UserIds.Contains(id)));
}

/// <summary>Which users a list holds. An empty collection means any.</summary>
public sealed record UserFilter : IRecordFilter<User>
{
    public IReadOnlyCollection<string> Names { get; init; } = [];
    public IReadOnlyCollection<long> GithubIds { get; init; } = [];
    public IReadOnlyCollection<TransactionState> SyncStates { get; init; } = [];
    public IReadOnlyCollection<string> Parents => [];

    public bool MatchesAll => this is { Names.Count: 0, GithubIds.Count: 0 };

    public bool Matches(User record) =>
        (Names.Count == 0 || Names.Contains(record.Name))
        && (GithubIds.Count == 0 || (record.GithubId is { } id && GithubIds.Contains(id)));
}

/// <summary>Whose roles a list holds. An empty collection means anybody's.</summary>
public sealed record UserRoleFilter : IRecordFilter<UserRole>
{
    public IReadOnlyCollection<Guid> UserIds { get; init; } = [];
    public IReadOnlyCollection<TransactionState> SyncStates { get; init; } = [];
    public IReadOnlyCollection<string> Parents => [];

    public bool MatchesAll => UserIds.Count == 0;

    public bool Matches(UserRole record) => UserIds.Count == 0 || UserIds.Contains(record.UserId);
}
