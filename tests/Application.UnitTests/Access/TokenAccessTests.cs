using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using CcatOps.Domain.Access;
using CcatOps.Domain.Sites;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CcatOps.Application.UnitTests.Access;

internal sealed class TokenAccessTests
{
    private readonly string value = TokenValue.Create();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 28, 2, 0, 0, TimeSpan.Zero));
    private readonly User owner = new() { Id = Guid.CreateVersion7(), Name = "mara", CreatedAt = DateTimeOffset.UnixEpoch };
    private Mock<IAccessRecords> records = null!;
    private TokenUses uses = null!;
    private TokenAccess access = null!;

    [SetUp]
    public void SetUp()
    {
        records = new Mock<IAccessRecords>();
        uses = new TokenUses(time);
        access = new TokenAccess(records.Object, uses, new SiteConfig { SiteName = "observatory" }, time);
    }

    [Test]
    public async Task A_token_has_what_its_scopes_and_its_owner_both_allow()
    {
        Knows(Token() with { Scopes = "write:* manage:users" }, "observer");

        var principal = await PrincipalAsync();

        Assert.That(principal.Permissions.ToString(), Is.EqualTo("write:observations write:plans"));
        Assert.That((principal.Name, principal.Kind), Is.EqualTo(("mara/night", PrincipalKind.ApiToken)));
    }

    [Test]
    public async Task An_emergency_token_only_records_observations()
    {
        Knows(Token() with { Kind = TokenKind.Emergency, UserId = null, Scopes = "*:*" });

        var principal = await PrincipalAsync();

        Assert.That(principal.Permissions.ToString(), Is.EqualTo("write:observations"));
        Assert.That(principal.Name, Is.EqualTo("emergency@observatory/night"));
    }

    [Test]
    public async Task An_emergency_token_of_another_site_is_refused()
    {
        Knows(Token() with { Kind = TokenKind.Emergency, UserId = null, SiteName = "elsewhere" });

        var verdict = await access.CheckAsync(value, CancellationToken.None);

        Assert.That((verdict as TokenVerdict.Refused)?.Reason, Does.Contain("the site elsewhere only"));
        Assert.That(uses.AreNone, Is.True);
    }

    [Test]
    public async Task An_ordinary_token_of_another_site_is_valid()
    {
        Knows(Token() with { SiteName = "elsewhere" }, "observer");
        Assert.That((await PrincipalAsync()).Name, Is.EqualTo("mara/night"));
    }

    /// <summary>Its keys belong to the principal that earlier versions gave it.</summary>
    [Test]
    public async Task An_emergency_token_of_an_earlier_version_keeps_its_principal()
    {
        Knows(Token() with { Kind = TokenKind.Emergency, UserId = null, Name = "emergency 2026-03-28 02.00" });
        Assert.That((await PrincipalAsync()).Name, Is.EqualTo("emergency@observatory"));
    }

    [Test]
    public async Task A_token_in_use_is_let_in_without_the_database_however_many_others_were_seen()
    {
        records.Setup(known => known.FindTokenAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string hash, CancellationToken _) => new KnownToken(
                Token() with { TokenHash = hash }, new KnownUser(owner, [])));
        for (var other = 0; other < 9_999; other++)
            await access.CheckAsync(TokenValue.Create(), CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(1));
        await PrincipalAsync();
        await access.CheckAsync(TokenValue.Create(), CancellationToken.None);

        records.Setup(known => known.FindTokenAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new LocalDatabaseUnavailableException("it is down"));
        time.Advance(TimeSpan.FromHours(1));
        Assert.That(await access.CheckAsync(value, CancellationToken.None), Is.TypeOf<TokenVerdict.Valid>());
    }

    [Test]
    public async Task What_was_found_is_not_looked_up_again_for_five_seconds()
    {
        Knows(Token(), "viewer");

        await PrincipalAsync();
        time.Advance(TokenAccess.Remembered);
        await PrincipalAsync();
        records.Verify(known => known.FindTokenAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()), Times.Once);

        Knows(Token() with { RevokedAt = time.GetUtcNow() }, "viewer");
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(await access.CheckAsync(value, CancellationToken.None), Is.TypeOf<TokenVerdict.Refused>());
    }

    [Test]
    public async Task A_token_ends_at_its_time_even_while_it_is_remembered()
    {
        Knows(Token() with { ExpiresAt = time.GetUtcNow().AddSeconds(2) }, "viewer");
        await PrincipalAsync();
        time.Advance(TimeSpan.FromSeconds(2));

        var verdict = await access.CheckAsync(value, CancellationToken.None);

        Assert.That((verdict as TokenVerdict.Refused)?.Reason, Is.EqualTo("The token has expired."));
    }

    [Test]
    public async Task A_persons_token_ends_after_ninety_days_and_a_machines_does_not()
    {
        Knows(Token() with { CreatedAt = time.GetUtcNow() }, owner with { GithubId = 7 }, "viewer");
        await PrincipalAsync();
        time.Advance(TimeSpan.FromDays(90));
        Assert.That((await access.CheckAsync(value, CancellationToken.None) as TokenVerdict.Refused)?.Reason, Is.EqualTo("The token has expired."));

        Knows(Token(), "viewer");
        access.Forget(TokenValue.HashOf(value));
        await PrincipalAsync();
    }

    [Test]
    public async Task The_value_before_a_rotation_is_valid_until_its_grace_is_over()
    {
        Knows(Token() with { TokenHash = "another", PreviousHash = TokenValue.HashOf(value), PreviousUntil = time.GetUtcNow().AddSeconds(2) }, "viewer");
        await PrincipalAsync();
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.That((await access.CheckAsync(value, CancellationToken.None) as TokenVerdict.Refused)?.Reason, Is.EqualTo("The token was rotated."));
    }

    [Test]
    public async Task While_the_database_is_away_what_is_remembered_is_let_in()
    {
        Knows(Token(), "viewer");
        await PrincipalAsync();
        records.Setup(known => known.FindTokenAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new LocalDatabaseUnavailableException("it is down"));
        time.Advance(TimeSpan.FromHours(10));

        Assert.That((await PrincipalAsync()).Name, Is.EqualTo("mara/night"));
        Assert.That(
            async () => await access.CheckAsync(TokenValue.Create(), CancellationToken.None),
            Throws.TypeOf<LocalDatabaseUnavailableException>());
    }

    [TestCase("not a token")]
    [TestCase("ops_api_token_short")]
    public async Task What_cannot_be_a_token_asks_no_database(string text)
    {
        Assert.That(await access.CheckAsync(text, CancellationToken.None), Is.TypeOf<TokenVerdict.Refused>());
        records.VerifyNoOtherCalls();
    }

    [Test]
    public async Task The_token_of_a_disabled_user_lets_nobody_in()
    {
        Knows(Token(), owner with { DisabledAt = time.GetUtcNow() }, "admin");

        Assert.That(await access.CheckAsync(value, CancellationToken.None), Is.TypeOf<TokenVerdict.Refused>());
    }

    [Test]
    public async Task Uses_are_counted_until_they_are_taken_and_refusals_are_not()
    {
        var token = Token();
        Knows(token, "viewer");
        await PrincipalAsync();
        await PrincipalAsync();
        await access.CheckAsync("not a token", CancellationToken.None);

        var taken = uses.Take("observatory");
        Assert.That(taken.Select(use => (use.ApiTokenId, use.Uses)), Is.EqualTo(new[] { (token.Id, 2L) }));
        Assert.That(uses.Take("observatory"), Is.Empty);

        uses.Return(taken);
        await PrincipalAsync();
        Assert.That(uses.Take("observatory").Single().Uses, Is.EqualTo(3));
    }

    private async Task<Principal> PrincipalAsync() =>
        ((TokenVerdict.Valid)await access.CheckAsync(value, CancellationToken.None)).Principal;

    private void Knows(ApiToken token, params string[] roles) => Knows(token, owner, roles);

    private void Knows(ApiToken token, User user, params string[] roles) =>
        records.Setup(known => known.FindTokenAsync(TokenValue.HashOf(value), It.IsAny<CancellationToken>())).ReturnsAsync(new KnownToken(
            token,
            token.UserId is null
                ? null
                : new KnownUser(user, [.. roles.Select(role => new UserRole { Id = Guid.CreateVersion7(), UserId = user.Id, Role = role })])));

    private ApiToken Token() => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = TokenKind.Ordinary,
        UserId = owner.Id,
        Name = "night",
        Scopes = "*:*",
        TokenHash = TokenValue.HashOf(value),
        Prefix = TokenValue.ShownPrefix(value),
        SiteName = "observatory",
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
