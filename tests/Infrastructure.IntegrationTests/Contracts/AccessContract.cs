using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using CcatOps.Application.Features.Audit;
using CcatOps.Application.Features.Tokens;
using CcatOps.Application.Reads;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.IntegrationTests.Sites;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>Users and tokens in a main database.</summary>
internal abstract class AccessContract(DatabaseType databaseType)
{
    private TestSite site = null!;

    [SetUp]
    public async Task StartAsync() => site = await TestSite.CreateAsync(SiteType.Main, databaseType: databaseType);

    [TearDown]
    public async Task StopAsync() => await site.DisposeAsync();

    [Test]
    public async Task The_schema_says_of_roles_and_permissions_what_the_service_says()
    {
        foreach (var role in Roles.All)
        {
            var aggregate = databaseType == DatabaseType.Sqlite ? "group_concat(permission, ' ')" : "string_agg(permission, ' ')";
            var stored = await site.QueryAsync<string>($"select {aggregate} from role_permission where role = '{role.Name}'");
            Assert.That(stored.Split(' '), Is.EquivalentTo(role.Permissions.ToString().Split(' ')), role.Name);
            Assert.That(await site.QueryAsync<string>($"select about from role where name = '{role.Name}'"), Is.EqualTo(role.About));
        }

        foreach (var (permission, about) in Permissions.All)
            Assert.That(await site.QueryAsync<string>($"select about from permission where name = '{permission}'"), Is.EqualTo(about));
    }

    [Test]
    public async Task A_token_reads_back_as_it_was_made_and_only_its_hash_is_kept()
    {
        var made = await CreateAsync("observer", scopes: ["write:observations"], expiresIn: "90d");

        var known = await FindAsync(made.Token);
        Assert.That(known!.Token.Scopes, Is.EqualTo("write:observations"));
        Assert.That(known.Token.ExpiresAt, Is.EqualTo(known.Token.CreatedAt.AddDays(90)));
        Assert.That((known.Owner!.User.Name, known.Owner.RoleNames.Single()), Is.EqualTo(("mara", "observer")));
        Assert.That(made.Token, Does.StartWith(known.Token.Prefix));
        Assert.That(
            await site.QueryAsync<long>($"select count(*) from api_token where token_hash = '{TokenValue.HashOf(made.Token)}'"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_rotated_token_has_the_new_value_alone()
    {
        var made = await CreateAsync("observer");

        var rotated = await site.SendAsync(new RotateToken(made.View.Id));

        Assert.That(await FindAsync(made.Token), Is.Null);
        Assert.That((await FindAsync(rotated.Token))?.Token.Id, Is.EqualTo(made.View.Id));
        Assert.That(rotated.View.Principal, Is.EqualTo(made.View.Principal));
    }

    [Test]
    public async Task A_revoked_token_stays_in_the_list_and_is_revoked_once()
    {
        var made = await CreateAsync("observer");

        var first = await site.SendAsync(new RevokeToken(made.View.Id, "lost"));
        var again = await site.SendAsync(new RevokeToken(made.View.Id));

        Assert.That(first.RevokedAt, Is.Not.Null.And.EqualTo(again.RevokedAt));
        Assert.That((await ListAsync()).Single().RevokedAt, Is.EqualTo(first.RevokedAt));
        Assert.That(async () => await site.SendAsync(new RotateToken(made.View.Id)), Throws.TypeOf<ConflictException>());
    }

    [Test]
    public async Task Each_act_is_in_the_audit_with_who_and_why()
    {
        var made = await CreateAsync("observer");
        await site.SendAsync(new RotateToken(made.View.Id));
        await site.SendAsync(new RevokeToken(made.View.Id, "lost"));

        var events = await site.SendAsync(new ListAudit(new AuditFilter(), new Paging()));

        Assert.That(
            events.Items.Select(item => (item.Action, item.Reason)),
            Is.EquivalentTo(new (AuditAction, string?)[]
            {
                (AuditAction.Revoke, "lost"), (AuditAction.Rotate, null), (AuditAction.Create, null), (AuditAction.Role, null),
            }));
        Assert.That(events.Items.Select(item => item.Principal), Is.All.EqualTo("anonymous"));
    }

    [Test]
    public async Task Uses_are_written_together_and_summed()
    {
        var (one, other) = (await CreateAsync("observer"), await CreateAsync("observer", "second"));
        var access = site.Get<TokenAccess>();
        foreach (var value in new[] { one.Token, one.Token, other.Token })
            Assert.That(await access.CheckAsync(value, CancellationToken.None), Is.TypeOf<TokenVerdict.Valid>());

        await RecordAsync();
        await access.CheckAsync(one.Token, CancellationToken.None);
        await RecordAsync();
        await RecordAsync();

        var uses = (await ListAsync()).ToDictionary(token => token.Id, token => (token.UseCount, token.LastUsedAt is not null));
        Assert.That(uses, Is.EquivalentTo(new Dictionary<Guid, (long, bool)> { [one.View.Id] = (3, true), [other.View.Id] = (1, true) }));
        Assert.That(await site.QueryAsync<long>("select count(*) from applied_transaction where operation = 'record_token_use'"), Is.EqualTo(2));
    }

    [Test]
    public async Task Nobody_makes_a_token_that_may_more_than_its_owner_or_they()
    {
        await CreateAsync("viewer");
        Assert.That(
            async () => await CreateAsync("viewer", "second", ["write:observations"]), Throws.TypeOf<ValidationException>());

        var owner = (await site.Get<IAccessRecords>().FindUserAsync("mara", CancellationToken.None))!;
        site.Client.Caller = new("mara", PrincipalKind.ApiToken, ["admin"], PermissionSet.Parse("manage:tokens read:observations"))
        {
            UserId = owner.User.Id,
        };
        var limited = await site.SendAsync(new CreateToken { Name = "third" });
        Assert.That(limited.View.Scopes, Is.EqualTo(new[] { "read:observations" }));
        Assert.That(
            async () => await site.SendAsync(new CreateToken { Name = "fourth", Role = "admin" }), Throws.TypeOf<ForbiddenException>());
        Assert.That(
            async () => await site.SendAsync(new CreateToken { Name = "fifth", Owner = "paul" }), Throws.TypeOf<ForbiddenException>());
    }

    [Test]
    public async Task Only_who_manages_users_sees_the_tokens_of_others()
    {
        var made = await CreateAsync("observer");
        site.Client.Caller = new("paul", PrincipalKind.Person, ["observer"], Roles.Observer.Permissions) { UserId = Guid.CreateVersion7() };

        Assert.That(await ListAsync(), Is.Empty);
        Assert.That(async () => await site.SendAsync(new RevokeToken(made.View.Id)), Throws.TypeOf<NotFoundException>());
    }

    [Test]
    public async Task A_person_who_signs_in_is_kept_and_has_the_roles_of_the_last_time()
    {
        var first = await site.SendAsync(new SignIn("paul", 4711, "Paul P.", ["observer", "viewer"]));
        var second = await site.SendAsync(new SignIn("paul-p", 4711, "Paul P.", ["admin", "viewer"]));

        Assert.That((second.UserId, second.Name), Is.EqualTo((first.UserId, "paul-p")));
        var known = (await site.Get<IAccessRecords>().FindUserByGithubIdAsync(4711, CancellationToken.None))!;
        Assert.That(known.RoleNames, Is.EquivalentTo(new[] { "admin", "viewer" }));
        Assert.That(known.User.Name, Is.EqualTo("paul-p"));
    }

    private Task<TokenMade> CreateAsync(string role, string name = "night", string[]? scopes = null, string? expiresIn = null) =>
        site.SendAsync(new CreateToken { Name = name, Owner = "mara", Role = role, Scopes = scopes, ExpiresIn = expiresIn });

    private Task<KnownToken?> FindAsync(string value) =>
        site.Get<IAccessRecords>().FindTokenAsync(TokenValue.HashOf(value), CancellationToken.None);

    private async Task<IReadOnlyList<TokenView>> ListAsync() => (await site.SendAsync(new ListTokens(new Paging()))).Items;

    private async Task RecordAsync()
    {
        await using var scope = site.Get<IServiceScopeFactory>().CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ITokenUseRecorder>().RecordAsync(CancellationToken.None);
    }
}

internal sealed class PostgresAccessTests() : AccessContract(DatabaseType.PostgreSql);

internal sealed class SqliteAccessTests() : AccessContract(DatabaseType.Sqlite);
