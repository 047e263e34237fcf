using CcatOps.Application.Errors;

namespace CcatOps.Application.Access;

/// <summary>How often tokens were used, as far as the site's local database knows.</summary>
public interface ITokenUsage
{
    /// <returns>One for each token that was used at all.</returns>
    /// <exception cref="LocalDatabaseUnavailableException">It cannot be asked.</exception>
    Task<IReadOnlyList<TokenUsage>> SumAsync(IReadOnlyCollection<Guid> tokenIds, CancellationToken cancellationToken);
}

public sealed record TokenUsage
{
    public required Guid ApiTokenId { get; init; }
    public required DateTimeOffset LastUsedAt { get; init; }
    public required long Uses { get; init; }
}
