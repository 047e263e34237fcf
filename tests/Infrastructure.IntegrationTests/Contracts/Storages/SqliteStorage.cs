using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.Sqlite.Buffer;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

/// <summary>One file in a folder of its own.</summary>
internal sealed class SqliteStorage : IDamagedStorage
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ccat-ops-buffer-");

    public AppliedSequences Applied { get; } = new();

    public ShownInMemory Shown { get; } = new();

    public string Path => System.IO.Path.Combine(folder.FullName, "buffer.db");

    public BufferPorts Open() => Open(TimeProvider.System);

    public BufferPorts Open(TimeProvider time)
    {
        var file = new SqliteBufferFile(Path);
        var safety = new SqliteBufferSafety(file);
        var seeder = new SequenceSeeder(new SqliteBufferSequence(file), Applied, NullLogger<SequenceSeeder>.Instance);
        return new BufferPorts(
            new SqliteTransactionBuffer(file, safety, seeder, Shown),
            new SqliteDrainSource(file, seeder, time),
            new SqliteOverlayFeed(file),
            new SqliteBufferMonitor(file, safety, seeder, time),
            new SqliteFailedTransactions(file, seeder, time),
            new SqliteTransactionLog(file, Shown),
            file);
    }

    public Task DamageAsync(Guid id, string body)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Execute("update buffered_transaction set body = @body where id = @id", new { id = $"{id}", body });
        return Task.CompletedTask;
    }

    public Task LoseCounterAsync()
    {
        Execute("update buffer set sequence = null");
        return Task.CompletedTask;
    }

    public Task LoseAsync()
    {
        foreach (var file in folder.EnumerateFiles())
            file.Delete();
        return Task.CompletedTask;
    }

    public void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Execute(sql);
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
