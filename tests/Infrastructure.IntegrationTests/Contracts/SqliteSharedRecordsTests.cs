using CcatOps.Application.Monitoring;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Sqlite;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts;

internal sealed class SqliteSharedRecordsTests : SharedRecordsContract
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ccatops-shared-");

    [OneTimeTearDown]
    public void RemoveFiles() => folder.Delete(recursive: true);

    protected override Task<(IProcessRegistry Processes, IHistoryStore History)> OpenAsync(string site) =>
        Task.FromResult(Open($"{TestContext.CurrentContext.Test.ID}-{site}"));

    protected override (IProcessRegistry Processes, IHistoryStore History) OpenUnavailable() => Open("/proc/none");

    private (IProcessRegistry Processes, IHistoryStore History) Open(string name)
    {
        var file = new SqliteSessionFile(new SiteConfig { BufferType = BufferType.Sqlite, BufferPath = Path.Combine(folder.FullName, name, "buffer.sqlite") });
        return (new SqliteProcessRegistry(file, Time), new SqliteHistoryStore(file, Time));
    }
}
