using CcatOps.Application.Sessions;
using CcatOps.Domain.Sessions;
using CcatOps.TestBed;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

/// <summary>The contract of every session store.</summary>
internal abstract class SessionsContract
{
    protected static readonly Person Ada = new("ada", 7, "Ada Lovelace", ["observer", "viewer"]);

    private ISessions sessions = null!;

    /// <summary>Replaces the adapter; returns the adapter itself, unless a test breaks it.</summary>
    public Func<ISessions, ISessions> Adapt { get; init; } = sound => sound;

    /// <summary>As a further process of the site of this name has it.</summary>
    protected abstract Task<ISessions> OpenAsync(string site);

    protected abstract Task CloseAsync();

    [SetUp]
    public async Task StartAsync() => sessions = Adapt(await OpenAsync("one"));

    [TearDown]
    public Task StopAsync() => CloseAsync();

    [Test]
    public async Task What_was_opened_is_found_by_every_process()
    {
        var session = await OpenSessionAsync("secret");
        var held = await FindAsync(session, await OpenAsync("one"));

        Assert.That(held!.Session, Is.EqualTo(session with { Person = held.Session.Person }));
        Assert.That(held.Session.Person, Is.EqualTo(Ada with { Roles = held.Session.Person.Roles }));
        Assert.That(held.Session.Person.Roles, Is.EqualTo(Ada.Roles));
        Assert.That(held.SecretHash, Is.EqualTo("secret"));
    }

    [Test]
    public async Task Another_site_does_not_find_it()
    {
        var session = await OpenSessionAsync("secret");

        Assert.That(await FindAsync(session, await OpenAsync("two")), Is.Null);
    }

    [Test]
    public async Task What_was_closed_is_not_found()
    {
        var session = await OpenSessionAsync("secret");
        await sessions.CloseAsync(session.Id, CancellationToken.None);
        await sessions.CloseAsync(session.Id, CancellationToken.None);

        Assert.That(await FindAsync(session), Is.Null);
        Assert.That(await RenewAsync(session, "secret", "next"), Is.EqualTo(Renewal.Unknown));
    }

    [Test]
    public async Task The_open_sessions_of_the_site_are_listed_and_no_others()
    {
        var (first, second, closed) = (await OpenSessionAsync("a"), await OpenSessionAsync("b"), await OpenSessionAsync("c"));
        await OpenSessionAsync("over", TimeSpan.FromMilliseconds(1));
        await sessions.CloseAsync(closed.Id, CancellationToken.None);

        await Eventually.WaitForAsync(async () => (await ListAsync(sessions)).Length == 2, TimeSpan.FromSeconds(10), "one is over");
        Assert.That(await ListAsync(await OpenAsync("one")), Is.EquivalentTo(new[] { first.Id, second.Id }));
        Assert.That(await ListAsync(await OpenAsync("two")), Is.Empty);
    }

    [Test]
    public async Task What_is_over_is_not_found()
    {
        var session = await OpenSessionAsync("secret", TimeSpan.FromSeconds(0.3));

        await Eventually.WaitForAsync(async () => await FindAsync(session) is null, TimeSpan.FromSeconds(10), "the session is over");
        Assert.That(await RenewAsync(session, "secret", "next"), Is.EqualTo(Renewal.Unknown));
    }

    [Test]
    public async Task A_secret_is_replaced_by_the_next()
    {
        var session = await OpenSessionAsync("first");

        Assert.That(await RenewAsync(session, "first", "second"), Is.EqualTo(Renewal.Renewed));
        Assert.That(await RenewAsync(session, "second", "third"), Is.EqualTo(Renewal.Renewed));
        Assert.That((await FindAsync(session))!.SecretHash, Is.EqualTo("third"));
    }

    [TestCase("first")]
    [TestCase("second")]
    public async Task A_replaced_secret_that_comes_back_closes_the_session(string stolen)
    {
        var session = await OpenSessionAsync("first");
        await RenewAsync(session, "first", "second");
        await RenewAsync(session, "second", "third");

        Assert.That(await RenewAsync(session, stolen, "fourth"), Is.EqualTo(Renewal.Reused));
        Assert.That(await FindAsync(session), Is.Null);
        Assert.That(await RenewAsync(session, "third", "fourth"), Is.EqualTo(Renewal.Unknown));
    }

    [Test]
    public async Task A_secret_that_never_was_changes_nothing()
    {
        var session = await OpenSessionAsync("first");

        Assert.That(await RenewAsync(session, "guessed", "second"), Is.EqualTo(Renewal.Unknown));
        Assert.That((await FindAsync(session))!.SecretHash, Is.EqualTo("first"));
    }

    [Test]
    public async Task Of_many_who_show_one_secret_at_once_one_gets_the_next()
    {
        var session = await OpenSessionAsync("first");
        var renewals = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => Task.Run(() => RenewAsync(session, "first", $"next {number}"))));

        Assert.That(renewals.Count(renewal => renewal == Renewal.Renewed), Is.EqualTo(1));
        Assert.That(await FindAsync(session), Is.Null, "the others showed a replaced one");
    }

    [Test]
    public async Task A_code_is_given_out_once()
    {
        var code = new LoginCode(Ada with { Roles = [] }, "challenge");
        await sessions.KeepCodeAsync("code", code, CancellationToken.None);
        var other = Adapt(await OpenAsync("one"));
        var taken = await Task.WhenAll(Enumerable.Range(0, 10).Select(
            number => Task.Run(() => (number % 2 == 0 ? sessions : other).TakeCodeAsync("code", CancellationToken.None))));

        Assert.That(taken.OfType<LoginCode>().Select(each => (each.Challenge, each.Person.Login)), Is.EqualTo([("challenge", "ada")]));
        Assert.That(await sessions.TakeCodeAsync("code", CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_code_of_another_site_is_none()
    {
        await sessions.KeepCodeAsync("code", new LoginCode(Ada, "challenge"), CancellationToken.None);

        Assert.That(await (await OpenAsync("two")).TakeCodeAsync("code", CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_login_is_used_once()
    {
        var other = Adapt(await OpenAsync("one"));
        var used = await Task.WhenAll(Enumerable.Range(0, 10).Select(
            number => Task.Run(() => (number % 2 == 0 ? sessions : other).UseLoginAsync("login", CancellationToken.None))));

        Assert.That(used.Count(isFirst => isFirst), Is.EqualTo(1));
        Assert.That(await sessions.UseLoginAsync("another", CancellationToken.None), Is.True);
    }

    protected static Session NewSession(TimeSpan life)
    {
        var now = TimeProvider.System.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        return new Session
        {
            Id = Guid.NewGuid().ToString("N"),
            Holder = SessionHolder.Program,
            Person = Ada,
            OpenedAt = now,
            EndsAt = now + life,
        };
    }

    private static async Task<string[]> ListAsync(ISessions process) =>
        [.. (await process.ListAsync(CancellationToken.None)).Select(session => session.Id)];

    private async Task<Session> OpenSessionAsync(string secret, TimeSpan? life = null)
    {
        var session = NewSession(life ?? TimeSpan.FromHours(1));
        await sessions.OpenAsync(session, secret, CancellationToken.None);
        return session;
    }

    private Task<HeldSession?> FindAsync(Session session, ISessions? process = null) =>
        (process ?? sessions).FindAsync(session.Id, CancellationToken.None);

    private Task<Renewal> RenewAsync(Session session, string secret, string next) =>
        sessions.RenewAsync(session.Id, secret, next, CancellationToken.None);
}
