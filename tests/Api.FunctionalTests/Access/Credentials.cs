using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Access;
using CcatOps.TestBed;
using Moq;

namespace CcatOps.Api.FunctionalTests.Access;

/// <summary>Lets a mocked service know the tokens of the test bed, and no others.</summary>
internal static class Credentials
{
    public static readonly IReadOnlyList<string> Roles = ["admin", "observer", "viewer", "service"];

    private static readonly ApiToken[] Tokens =
    [
        .. Roles.Select(role => Token(role, TestTokens.Of(role))),
        Token("admin", TestTokens.Expired) with { ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(1) },
        Token("admin", TestTokens.Revoked) with { RevokedAt = DateTimeOffset.UnixEpoch.AddDays(1) },
    ];

    public static void Knows(MockedService service)
    {
        service.Tokens
            .Setup(table => table.PageAsync(
                It.IsAny<RecordFilter<ApiToken>>(), It.IsAny<ListPlace?>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((RecordFilter<ApiToken> filter, ListPlace? _, int limit, CancellationToken _) => [.. Tokens.Where(filter.Matches).Take(limit)]);
        service.Users
            .Setup(table => table.FindAsync(It.IsAny<IReadOnlyCollection<string>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((IReadOnlyCollection<string> keys, CancellationToken _) =>
                [.. Roles.Where(role => keys.Contains(IdOf(role).ToString())).Select(User)]);
        service.UserRoles
            .Setup(table => table.PageAsync(
                It.IsAny<RecordFilter<UserRole>>(), It.IsAny<ListPlace?>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((RecordFilter<UserRole> filter, ListPlace? _, int _, CancellationToken _) =>
                [.. Roles.Select(role => new UserRole { Id = IdOf(role), UserId = IdOf(role), Role = role }).Where(filter.Matches)]);
    }

    private static ApiToken Token(string owner, string value) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = TokenKind.Ordinary,
        UserId = IdOf(owner),
        Name = owner,
        Scopes = "*:*",
        TokenHash = TestTokens.HashOf(value),
        Prefix = value[..22],
        SiteName = "cologne",
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private static User User(string role) => new() { Id = IdOf(role), Name = role, CreatedAt = DateTimeOffset.UnixEpoch };

    private static Guid IdOf(string role) => new($"00000000-0000-7000-8000-00000000000{Roles.TakeWhile(other => other != role).Count()}");
}
