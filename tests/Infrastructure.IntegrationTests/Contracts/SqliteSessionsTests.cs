using CcatOps.Application.Errors;
using CcatOps.Application.Sessions;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Sqlite.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

internal sealed class SqliteSessionsTests : SessionsContract
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ccatops-sessions-");

    [OneTimeTearDown]
    public void RemoveFiles() => folder.Delete(recursive: true);

    [Test]
    public async Task A_code_is_over_after_a_minute()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var sessions = Open("codes", time);
        await sessions.KeepCodeAsync("soon", new LoginCode(Ada, "challenge"), CancellationToken.None);
        await sessions.KeepCodeAsync("late", new LoginCode(Ada, "challenge"), CancellationToken.None);

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.That(await sessions.TakeCodeAsync("soon", CancellationToken.None), Is.Not.Null);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await sessions.TakeCodeAsync("late", CancellationToken.None), Is.Null);
    }

    [Test]
    public void A_file_that_cannot_be_made_is_told_of() => Assert.That(
        () => Open("/proc/none", TimeProvider.System).FindAsync("a", CancellationToken.None), Throws.TypeOf<SessionsUnavailableException>());

    protected override Task<ISessions> OpenAsync(string site) => Task.FromResult(Open($"{TestContext.CurrentContext.Test.ID}-{site}", TimeProvider.System));

    protected override Task CloseAsync() => Task.CompletedTask;

    private ISessions Open(string name, TimeProvider time) => new SqliteSessions(
        new SqliteSessionFile(new SiteConfig { BufferType = BufferType.Sqlite, BufferPath = Path.Combine(folder.FullName, name, "buffer.sqlite") }),
        time);
}
