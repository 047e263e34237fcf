using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using CcatOps.Application.Features.Tokens;
using CcatOps.Application.Replication;
using CcatOps.Domain.Access;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.IntegrationTests.Sites;

/// <summary>Tokens at a secondary site.</summary>
[TestFixture(BufferType.Redis, DatabaseType.PostgreSql)]
[TestFixture(BufferType.Sqlite, DatabaseType.PostgreSql)]
[TestFixture(BufferType.Sqlite, DatabaseType.Sqlite)]
internal sealed class SecondaryAccessTests(BufferType buffer, DatabaseType database)
{
    private TestSite site = null!;

    [SetUp]
    public async Task StartAsync() => site = await TestSite.CreateAsync(
        change: config => config with
        {
            BufferType = buffer,
            BufferPath = Path.Combine(Servers.Files.FullName, $"{config.SiteName}-buffer.sqlite"),
            BufferDurability = BufferDurability.Relaxed,
        },
        databaseType: database);

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task An_emergency_token_is_known_at_once_waits_in_the_buffer_and_comes_to_main()
    {
        var made = await site.SendAsync(new CreateEmergencyToken(12, "the cable is cut"));

        Assert.That(made.View.Sync!.State, Is.EqualTo(TransactionState.Buffered));
        var verdict = await site.Get<TokenAccess>().CheckAsync(made.Token, CancellationToken.None) as TokenVerdict.Valid;
        Assert.That(verdict!.Principal.Permissions.ToString(), Is.EqualTo("write:observations"));

        await site.DrainAsync();
        Assert.That(
            await site.QueryAsync<string>($"select kind from api_token where token_hash = '{TokenValue.HashOf(made.Token)}'"),
            Is.EqualTo("emergency"));
        Assert.That(
            await site.QueryAsync<string>("select reason from audit_event where action = 'emergency'"), Is.EqualTo("the cable is cut"));
        await site.Get<ReplicationWatcher>().WatchAsync(CancellationToken.None);
        Assert.That(await site.Get<IAccessRecords>().FindTokenAsync(TokenValue.HashOf(made.Token), CancellationToken.None), Is.Not.Null);
    }

    [Test]
    public async Task An_emergency_token_can_be_revoked_before_main_has_it()
    {
        var made = await site.SendAsync(new CreateEmergencyToken(12, "the cable is cut"));
        await site.SendAsync(new RevokeToken(made.View.Id, "not needed"));

        Assert.That(await site.Get<TokenAccess>().CheckAsync(made.Token, CancellationToken.None), Is.TypeOf<TokenVerdict.Refused>());
        await site.DrainAsync();
        Assert.That(await site.QueryAsync<long>("select count(*) from api_token where revoked_at is not null"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_ordinary_token_goes_straight_to_main_and_its_changes_are_seen_here_at_once()
    {
        var made = await site.SendAsync(new CreateToken { Name = "night", Owner = "mara", Role = "service" });
        Assert.That(await site.QueryAsync<long>("select count(*) from api_token"), Is.EqualTo(1));
        Assert.That(await site.Get<TokenAccess>().CheckAsync(made.Token, CancellationToken.None), Is.TypeOf<TokenVerdict.Valid>());

        var rotated = await site.SendAsync(new RotateToken(made.View.Id));
        Assert.That(await site.Get<TokenAccess>().CheckAsync(made.Token, CancellationToken.None), Is.TypeOf<TokenVerdict.Refused>());
        Assert.That(await site.Get<TokenAccess>().CheckAsync(rotated.Token, CancellationToken.None), Is.TypeOf<TokenVerdict.Valid>());

        await site.SendAsync(new RevokeToken(made.View.Id));
        Assert.That(await site.Get<TokenAccess>().CheckAsync(rotated.Token, CancellationToken.None), Is.TypeOf<TokenVerdict.Refused>());
    }

    [Test]
    public async Task A_token_is_ended_at_once_through_the_buffer_and_main_revokes_it()
    {
        var made = await site.SendAsync(new CreateToken { Name = "leaked", Owner = "mara", Role = "service" });
        Assert.That(await site.Get<TokenAccess>().CheckAsync(made.Token, CancellationToken.None), Is.TypeOf<TokenVerdict.Valid>());

        var revoked = await site.SendAsync(new RevokeToken(made.View.Id, "leaked"));
        Assert.That((revoked.Sync!.State, revoked.RevokedAt is not null), Is.EqualTo((TransactionState.Buffered, true)));
        Assert.That(await site.Get<TokenAccess>().CheckAsync(made.Token, CancellationToken.None), Is.TypeOf<TokenVerdict.Refused>());
        Assert.That((await site.SendAsync(new RevokeToken(made.View.Id))).RevokedAt, Is.EqualTo(revoked.RevokedAt));
        Assert.That(await site.QueryAsync<long>("select count(*) from api_token where revoked_at is not null"), Is.Zero);

        await site.DrainAsync();
        Assert.That(await site.QueryAsync<long>("select count(*) from api_token where revoked_at is not null"), Is.EqualTo(1));
        await site.Get<ReplicationWatcher>().WatchAsync(CancellationToken.None);
        Assert.That(await site.Get<TokenAccess>().CheckAsync(made.Token, CancellationToken.None), Is.TypeOf<TokenVerdict.Refused>());
        Assert.That(await site.QueryAsync<string>("select reason from audit_event where action = 'revoke'"), Is.EqualTo("leaked"));
    }

    [Test]
    public async Task A_main_site_makes_no_emergency_token()
    {
        await using var main = await TestSite.CreateAsync(SiteType.Main, databaseType: database);

        Assert.That(async () => await main.SendAsync(new CreateEmergencyToken(12, "to see it")), Throws.TypeOf<ConflictException>());
    }
}
