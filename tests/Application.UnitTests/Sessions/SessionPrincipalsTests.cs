using CcatOps.Application.Access;
using CcatOps.Application.Errors;
using CcatOps.Application.Sessions;
using CcatOps.Domain.Access;
using CcatOps.Domain.Sessions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CcatOps.Application.UnitTests.Sessions;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SessionPrincipalsTests
{
    private static readonly Person Ada = new("ada", 7, "Ada", ["observer"]);

    private readonly Mock<IAccessRecords> records = new();
    private readonly FakeTimeProvider time = new();

    private SessionPrincipals Principals => field ??= new(records.Object, time);

    [Test]
    public async Task The_roles_are_those_of_the_login()
    {
        var principal = await OfAdaAsync();

        Assert.That((principal!.Name, principal.Kind, principal.Roles.Single()), Is.EqualTo(("github:7", PrincipalKind.Person, "observer")));
        Assert.That(principal.May(Permissions.WriteObservations), Is.True);
        Assert.That(principal.May(Permissions.ManageUsers), Is.False);
    }

    [Test]
    public async Task Who_was_disabled_is_out_within_half_a_minute()
    {
        Knows(isDisabled: false);
        Assert.That(await OfAdaAsync(), Is.Not.Null);

        Knows(isDisabled: true);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.That(await OfAdaAsync(), Is.Null);
    }

    [Test]
    public async Task A_role_that_was_taken_away_is_gone_within_half_a_minute_and_one_that_was_given_waits_for_the_login()
    {
        Knows(isDisabled: false, "observer");
        Assert.That((await OfAdaAsync())!.Roles, Is.EqualTo(new[] { "observer" }));

        Knows(isDisabled: false, "admin");
        time.Advance(TimeSpan.FromSeconds(30));
        var principal = (await OfAdaAsync())!;
        Assert.That((principal.Roles.IsEmpty, principal.May(Permissions.ReadObservations)), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task The_database_is_not_asked_for_every_request()
    {
        Knows(isDisabled: false);
        for (var request = 0; request < 10; request++)
            await OfAdaAsync();

        records.Verify(each => each.FindUserByGithubIdAsync(7, It.IsAny<CancellationToken>()), Times.Once);
    }

    [Test]
    public async Task While_the_database_is_away_who_was_in_stays_in_and_who_was_out_stays_out([Values] bool isDisabled)
    {
        Knows(isDisabled);
        await OfAdaAsync();
        records.Setup(each => each.FindUserByGithubIdAsync(7, It.IsAny<CancellationToken>()))
            .ThrowsAsync(new LocalDatabaseUnavailableException("it is unavailable"));
        time.Advance(TimeSpan.FromHours(1));

        Assert.That(await OfAdaAsync() is null, Is.EqualTo(isDisabled));
    }

    [Test]
    public async Task A_disabled_user_stays_out_without_the_database_however_many_others_were_seen()
    {
        Knows(isDisabled: true);
        await OfAdaAsync();
        for (var other = 100L; other < 10_200; other++)
            await Principals.OfAsync(new Person($"user-{other}", other, null, ["observer"]), CancellationToken.None);
        records.Setup(each => each.FindUserByGithubIdAsync(7, It.IsAny<CancellationToken>()))
            .ThrowsAsync(new LocalDatabaseUnavailableException("it is down"));
        time.Advance(TimeSpan.FromHours(1));

        Assert.That(await OfAdaAsync(), Is.Null);
    }

    private Task<Principal?> OfAdaAsync() => Principals.OfAsync(Ada, CancellationToken.None);

    private void Knows(bool isDisabled, params string[] roles) => records
        .Setup(each => each.FindUserByGithubIdAsync(7, It.IsAny<CancellationToken>()))
        .ReturnsAsync(new KnownUser(
            new User { Id = Guid.Empty, Name = "ada", CreatedAt = time.GetUtcNow(), DisabledAt = isDisabled ? time.GetUtcNow() : null },
            [.. roles.Select(role => new UserRole { Id = Guid.CreateVersion7(), UserId = Guid.Empty, Role = role })]));
}
