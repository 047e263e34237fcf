using CcatOps.Application.Errors;
using CcatOps.Application.Sessions;
using CcatOps.Application.Validation;
using CcatOps.Domain.Sessions;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Sessions;

/// <summary>Gives a program an access token, for the one-time code of a login or for the refresh token that it got before.</summary>
public sealed record IssueTokens : IRequest<IssuedTokens>
{
    public const string ForCode = "authorization_code";
    public const string ForRefreshToken = "refresh_token";

    /// <summary><c>authorization_code</c> or <c>refresh_token</c>.</summary>
    public string? GrantType { get; init; }

    /// <summary>The code that the person saw after login.</summary>
    public string? Code { get; init; }

    /// <summary>The verifier from which the program derived the <c>code_challenge</c>.</summary>
    public string? CodeVerifier { get; init; }

    /// <summary>The newest one; each holds once.</summary>
    public string? RefreshToken { get; init; }

    public override string ToString() => $"{nameof(IssueTokens)} {GrantType}";
}

/// <param name="AccessToken">For <c>Authorization: Bearer</c>.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds until the access token ends.</param>
/// <param name="RefreshToken">For the next access token; it takes the place of the one before.</param>
/// <param name="SessionEndsAt">When a person must log in again.</param>
public sealed record IssuedTokens(
    string AccessToken, string TokenType, int ExpiresIn, string RefreshToken, DateTimeOffset SessionEndsAt)
{
    public override string ToString() => $"{nameof(IssuedTokens)} for {ExpiresIn} s";
}

internal sealed class IssueTokensHandler(ISessions sessions, IAccessTokens tokens, NewSessions opening)
    : IRequestHandler<IssueTokens, IssuedTokens>
{
    public Task<IssuedTokens> Handle(IssueTokens request, CancellationToken cancellationToken) =>
        request.GrantType == IssueTokens.ForCode
            ? RedeemAsync(request.Code!, request.CodeVerifier!, cancellationToken)
            : RefreshAsync(request.RefreshToken!, cancellationToken);

    private async Task<IssuedTokens> RedeemAsync(string code, string verifier, CancellationToken cancellationToken)
    {
        // Taken first: a code that somebody tries with a wrong verifier is lost, and so nobody can try twice.
        var login = await sessions.TakeCodeAsync(Secret.HashOf(code), cancellationToken);
        if (login is null || !Pkce.Matches(login.Challenge, verifier))
            throw new InvalidGrantException("The code is unknown, used or over, or another program asked for it.");

        var (session, token) = await opening.OpenAsync(login.Person, SessionHolder.Program, login.Grant, cancellationToken);
        return Issue(session, token);
    }

    private async Task<IssuedTokens> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        if (!SessionToken.TryRead(refreshToken, out var token)
            || await sessions.FindAsync(token.SessionId, cancellationToken) is not { Session: { Holder: SessionHolder.Program } session })
        {
            throw Unknown();
        }

        var next = token.Renewed();
        return await sessions.RenewAsync(session.Id, token.SecretHash, next.SecretHash, cancellationToken) switch
        {
            Renewal.Renewed => Issue(session, next),
            Renewal.Reused => throw new InvalidGrantException(
                "The refresh token was used before, so somebody else may have it. The session is closed; log in again."),
            _ => throw Unknown(),
        };
    }

    private IssuedTokens Issue(Session session, SessionToken token)
    {
        var access = tokens.Issue(session);
        return new(access.Text, "Bearer", (int)access.Life.TotalSeconds, token.Text, session.EndsAt);
    }

    private static InvalidGrantException Unknown() => new("The refresh token is unknown, or its session is over. Log in again.");
}

internal sealed class IssueTokensValidator : AbstractValidator<IssueTokens>
{
    private const int Longest = 1_000;

    public IssueTokensValidator()
    {
        RuleFor(request => request.GrantType)
            .Must(type => type is IssueTokens.ForCode or IssueTokens.ForRefreshToken)
            .WithMessage($"must be one of: {IssueTokens.ForCode}, {IssueTokens.ForRefreshToken}.");
        When(request => request.GrantType == IssueTokens.ForCode, () =>
        {
            RuleFor(request => request.Code).NotEmpty().WithMessage("is required: what the person saw after login.");
            RuleFor(request => request.Code).Text(Longest);
            RuleFor(request => request.CodeVerifier)
                .Must(verifier => verifier is not null && Pkce.IsVerifier(verifier))
                .WithMessage("is required: 43 to 128 characters of A-Z a-z 0-9 - . _ ~, what the code_challenge was made of.");
        });
        When(request => request.GrantType == IssueTokens.ForRefreshToken, () =>
        {
            RuleFor(request => request.RefreshToken).NotEmpty().WithMessage("is required: the newest one.");
            RuleFor(request => request.RefreshToken).Text(Longest);
        });
    }
}
