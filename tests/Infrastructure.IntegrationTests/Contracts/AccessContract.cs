using System.Data.Common;
using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using CcatOps.Application.Features.Sessions;
using CcatOps.Application.Features.Tokens;
using CcatOps.Application.Features.Users;
using CcatOps.Application.Reads;
using CcatOps.Application.Resources;
using CcatOps.Domain.Access;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Sessions;
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

        var events = await site.SendAsync(new ListRecords<AuditEvent>(new RecordFilter<AuditEvent>(), new Paging()));

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

        Assert.That((second.UserId, second.Name, second.Login), Is.EqualTo((first.UserId, "github:4711", "paul-p")));
        var known = (await site.Get<IAccessRecords>().FindUserByGithubIdAsync(4711, CancellationToken.None))!;
        Assert.That(known.RoleNames, Is.EquivalentTo(new[] { "admin", "viewer" }));
        Assert.That(known.User.Name, Is.EqualTo("paul-p"));
    }

    [TestCase(null)]
    [TestCase(4712L)]
    public async Task A_login_does_not_make_anybody_the_user_of_that_name(long? githubId)
    {
        if (githubId is { } other)
            await site.SendAsync(new SignIn("mara", other, null, ["observer"]));
        var made = await CreateAsync("observer");

        Assert.That(
            async () => await site.SendAsync(new SignIn("mara", 4711, "Mara", ["admin"])),
            Throws.TypeOf<LoginRefusedException>().With.Message.Contains(githubId is null ? "user link mara --github-id 4711" : "4712"));

        var known = (await FindAsync(made.Token))!;
        Assert.That((known.Owner!.User.GithubId, known.Owner.RoleNames.Single()), Is.EqualTo((githubId, "observer")));
        Assert.That(await site.Get<IAccessRecords>().FindUserByGithubIdAsync(4711, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_person_who_takes_over_the_name_of_another_user_at_GitHub_is_refused()
    {
        await CreateAsync("admin");
        await site.SendAsync(new SignIn("paul", 4711, null, ["observer"]));

        Assert.That(async () => await site.SendAsync(new SignIn("mara", 4711, null, ["observer"])), Throws.TypeOf<LoginRefusedException>());
    }

    [TestCase("ccatops")]
    [TestCase("anonymous")]
    public void A_reserved_name_does_not_log_in(string login) =>
        Assert.That(async () => await site.SendAsync(new SignIn(login, 4711, null, ["observer"])), Throws.TypeOf<LoginRefusedException>());

    [TestCase("ccatops")]
    [TestCase("Anonymous")]
    [TestCase("emergency@observatory")]
    public void A_reserved_name_is_no_users_and_no_tokens(string name)
    {
        Assert.That(
            async () => await site.SendAsync(new CreateToken { Name = "night", Owner = name, Role = "viewer" }), Throws.TypeOf<ValidationException>());
        Assert.That(
            async () => await site.SendAsync(new CreateToken { Name = name, Owner = "mara", Role = "viewer" }), Throws.TypeOf<ValidationException>());
    }

    [Test]
    public async Task Who_is_not_known_here_owns_no_token_though_a_user_has_the_name()
    {
        await CreateAsync("admin");
        site.Client.Caller = new("github:4711", PrincipalKind.Person, ["observer"], Roles.Observer.Permissions) { Login = "mara" };

        Assert.That(async () => await site.SendAsync(new CreateToken { Name = "mine" }), Throws.TypeOf<ConflictException>());
        Assert.That(await ListAsync(), Is.Empty);
    }

    [Test]
    public async Task The_principal_of_a_persons_token_has_the_id_and_the_audit_the_login_beside_it()
    {
        var signedIn = await site.SendAsync(new SignIn("paul", 4711, "Paul P.", ["observer"]));
        (site.Client.Caller, site.Client.Principal) = (signedIn, signedIn.Name);
        var made = await site.SendAsync(new CreateToken { Name = "night" });

        Assert.That((made.View.Principal, made.View.Owner), Is.EqualTo(("github:4711/night", "paul")));
        var verdict = (TokenVerdict.Valid)await site.Get<TokenAccess>().CheckAsync(made.Token, CancellationToken.None);
        Assert.That((verdict.Principal.Name, verdict.Principal.Label), Is.EqualTo(("github:4711/night", "github:4711/night (paul)")));
        var events = await site.SendAsync(new ListRecords<AuditEvent>(new RecordFilter<AuditEvent>().Where(AuditEvents.Principal, "github:4711"), new Paging()));
        var created = events.Items.Single(item => item.Action == AuditAction.Create);
        Assert.That((string?)created.Details!["login"], Is.EqualTo("paul"));
    }

    [Test]
    public async Task An_administrator_links_a_user_to_a_GitHub_account_and_that_person_is_the_user()
    {
        var made = await CreateAsync("observer");
        var mara = await site.SendAsync(new GetUser("mara"));
        Assert.That((mara.Kind, mara.GithubId), Is.EqualTo((UserKind.Machine, (long?)null)));

        var linked = await site.SendAsync(new LinkUser { Id = mara.Id, GithubId = 4711 });
        var signedIn = await site.SendAsync(new SignIn("mara", 4711, "Mara", ["observer"]));

        Assert.That((linked.Kind, linked.Principal, signedIn.UserId), Is.EqualTo((UserKind.Person, "github:4711", (Guid?)mara.Id)));
        Assert.That((await FindAsync(made.Token))!.Owner!.User.GithubId, Is.EqualTo(4711));
        Assert.That(async () => await site.SendAsync(new LinkUser { Id = mara.Id, GithubId = 4712 }), Throws.TypeOf<ConflictException>());
        await site.SendAsync(new CreateToken { Name = "other", Owner = "paul", Role = "viewer" });
        var paul = await site.SendAsync(new GetUser("paul"));
        Assert.That(async () => await site.SendAsync(new LinkUser { Id = paul.Id, GithubId = 4711 }), Throws.TypeOf<ConflictException>());
    }

    [Test]
    public async Task A_disabled_user_has_no_valid_token_until_enabled_again()
    {
        var made = await CreateAsync("observer");
        var mara = await site.SendAsync(new GetUser("mara"));
        Assert.That(await site.Get<TokenAccess>().CheckAsync(made.Token, CancellationToken.None), Is.TypeOf<TokenVerdict.Valid>());

        var disabled = await site.SendAsync(new DisableUser { Id = mara.Id, Reason = "has left" });
        Assert.That(disabled.DisabledAt, Is.Not.Null);
        Assert.That(await site.Get<TokenAccess>().CheckAsync(made.Token, CancellationToken.None), Is.TypeOf<TokenVerdict.Refused>());
        Assert.That((await site.SendAsync(new ListUsers(new Paging()))).Items.Single().DisabledAt, Is.EqualTo(disabled.DisabledAt));

        await site.SendAsync(new EnableUser { Id = mara.Id });
        Assert.That(await site.Get<TokenAccess>().CheckAsync(made.Token, CancellationToken.None), Is.TypeOf<TokenVerdict.Valid>());
        var events = await site.SendAsync(new ListRecords<AuditEvent>(new RecordFilter<AuditEvent>(), new Paging()));
        Assert.That(events.Items.Select(item => (item.Action, item.Reason)), Is.SupersetOf(new (AuditAction, string?)[]
        {
            (AuditAction.Disable, "has left"), (AuditAction.Enable, null),
        }));
    }

    [Test]
    public async Task A_role_is_given_and_taken_away()
    {
        var made = await CreateAsync("viewer");
        var mara = await site.SendAsync(new GetUser("mara"));

        var given = await site.SendAsync(new GiveRole(mara.Id, "observer"));
        var taken = await site.SendAsync(new TakeRole(mara.Id, "viewer", "enough"));

        Assert.That(given.Roles, Is.EqualTo(new[] { "observer", "viewer" }));
        Assert.That(taken.Roles, Is.EqualTo(new[] { "observer" }));
        Assert.That((await FindAsync(made.Token))!.Owner!.RoleNames, Is.EqualTo(new[] { "observer" }));
    }

    [Test]
    public async Task Nobody_links_enables_or_gives_what_may_do_more_than_they_may()
    {
        await CreateAsync("admin");
        var mara = await site.SendAsync(new GetUser("mara"));
        site.Client.Caller = new("paul", PrincipalKind.ApiToken, [], PermissionSet.Parse("manage:users manage:tokens")) { UserId = Guid.CreateVersion7() };

        Assert.That(async () => await site.SendAsync(new LinkUser { Id = mara.Id, GithubId = 4711 }), Throws.TypeOf<ForbiddenException>());
        Assert.That(async () => await site.SendAsync(new GiveRole(mara.Id, "observer")), Throws.TypeOf<ForbiddenException>());
        await site.SendAsync(new DisableUser { Id = mara.Id });
        Assert.That(async () => await site.SendAsync(new EnableUser { Id = mara.Id }), Throws.TypeOf<ForbiddenException>());
    }

    [Test]
    public async Task Nobody_disables_themselves()
    {
        await CreateAsync("admin");
        var mara = await site.SendAsync(new GetUser("mara"));
        site.Client.Caller = new("mara", PrincipalKind.ApiToken, ["admin"], PermissionSet.Everything) { UserId = mara.Id };

        Assert.That(async () => await site.SendAsync(new DisableUser { Id = mara.Id }), Throws.TypeOf<ConflictException>());
    }

    [Test]
    public async Task A_person_whom_GitHubs_teams_give_less_has_less_and_never_more()
    {
        var paul = new Person("paul", 4711, null, ["observer", "viewer"]);
        await site.SendAsync(new SignIn(paul.Login, paul.GithubId, null, [.. paul.Roles]));

        await site.SendAsync(new ConfirmMembership(paul, ["viewer", "admin"]));
        Assert.That((await site.SendAsync(new GetUser("paul"))).Roles, Is.EqualTo(new[] { "viewer" }));

        await site.SendAsync(new ConfirmMembership(paul, []));
        Assert.That((await site.SendAsync(new GetUser("paul"))).Roles, Is.Empty);
    }

    [Test]
    public async Task A_token_of_a_person_has_an_end_and_one_of_a_machine_need_not()
    {
        var signedIn = await site.SendAsync(new SignIn("paul", 4711, null, ["observer"]));
        Assert.That((await CreateAsync("observer")).View.ExpiresAt, Is.Null);

        site.Client.Caller = signedIn;
        var made = (await site.SendAsync(new CreateToken { Name = "night" })).View;
        Assert.That(made.ExpiresAt, Is.EqualTo(made.CreatedAt.AddDays(90)));
        Assert.That(
            async () => await site.SendAsync(new CreateToken { Name = "long", ExpiresIn = "91d" }),
            Throws.TypeOf<ValidationException>().With.Message.Contains("at most 90d"));
    }

    [Test]
    public async Task A_token_that_was_made_for_ever_before_its_owner_became_a_person_ends_all_the_same()
    {
        var made = await CreateAsync("observer");
        var mara = await site.SendAsync(new GetUser("mara"));
        await site.SendAsync(new LinkUser { Id = mara.Id, GithubId = 4711 });

        Assert.That((await ListAsync()).Single().ExpiresAt, Is.EqualTo(made.View.CreatedAt.AddDays(90)));
    }

    [Test]
    public async Task With_a_grace_both_values_are_valid_after_a_rotation()
    {
        var made = await CreateAsync("observer");
        var rotated = await site.SendAsync(new RotateToken(made.View.Id, "1h"));

        var access = site.Get<TokenAccess>();
        foreach (var value in new[] { made.Token, rotated.Token })
            Assert.That(await access.CheckAsync(value, CancellationToken.None), Is.TypeOf<TokenVerdict.Valid>());
        Assert.That(rotated.View.PreviousUntil, Is.Not.Null);

        await site.SendAsync(new RevokeToken(made.View.Id));
        foreach (var value in new[] { made.Token, rotated.Token })
            Assert.That(await access.CheckAsync(value, CancellationToken.None), Is.TypeOf<TokenVerdict.Refused>());
    }

    [TestCase("0")]
    [TestCase(null)]
    public async Task Without_a_grace_the_old_value_ends_with_the_rotation(string? grace)
    {
        var made = await CreateAsync("observer");
        await site.SendAsync(new RotateToken(made.View.Id, "1h"));
        await site.SendAsync(new RotateToken(made.View.Id, grace));

        Assert.That(await FindAsync(made.Token), Is.Null);
        Assert.That(async () => await site.SendAsync(new RotateToken(made.View.Id, "8d")), Throws.TypeOf<ValidationException>());
    }

    [TestCase("update audit_event set principal = 'somebody'")]
    [TestCase("delete from audit_event")]
    public async Task What_was_decided_stays(string sql)
    {
        await CreateAsync("observer");

        Assert.That(async () => await site.QueryAsync<long>($"{sql} returning 1"), Throws.InstanceOf<DbException>().With.Message.Contains("append-only"));
    }

    private Task<TokenMade> CreateAsync(string role, string name = "night", string[]? scopes = null, string? expiresIn = null) =>
        site.SendAsync(new CreateToken { Name = name, Owner = "mara", Role = role, Scopes = scopes, ExpiresIn = expiresIn });

    private Task<KnownToken?> FindAsync(string value) =>
        site.Get<IAccessRecords>().FindTokenAsync(TokenValue.HashOf(value), CancellationToken.None);

    private async Task<IReadOnlyList<TokenView>> ListAsync() => (await site.SendAsync(new ListTokens(new Paging()))).Items;

    private async Task RecordAsync()
    {
        await using var scope = site.Get<IServiceScopeFactory>().CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ITokenUseRecorder>().RecordAsync(isLast: false, CancellationToken.None);
    }
}

internal sealed class PostgresAccessTests() : AccessContract(DatabaseType.PostgreSql);

internal sealed class SqliteAccessTests() : AccessContract(DatabaseType.Sqlite);
