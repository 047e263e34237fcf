using CcatOps.Application.Features.Tokens;

namespace CcatOps.Api.Answers;

/// <summary>A token just made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Token">Its value, told once.</param>
/// <param name="Prefix">The beginning of the value, as lists show it.</param>
/// <param name="ExpiresAt">When it ends; null: when it is revoked.</param>
/// <param name="Details">All that lists show of it.</param>
internal sealed record TokenAnswer(Guid Id, string Token, string Prefix, DateTimeOffset? ExpiresAt, TokenView Details)
{
    public static TokenAnswer Of(TokenMade made) =>
        new(made.View.Id, made.Token, made.View.Prefix, made.View.ExpiresAt, made.View);
}
