using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Buffering;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

/// <summary>Knows whether the file may be trusted with accepted writes, as of the last check.</summary>
internal sealed class SqliteBufferSafety(SqliteBufferFile file)
{
    private const int Full = 2;

    private volatile BufferSafety? last;

    /// <exception cref="BufferUnavailableException">The file cannot be used, or an accepted write may not survive a power cut.</exception>
    public async ValueTask EnsureSafeAsync(CancellationToken cancellationToken)
    {
        var safety = last ?? await CheckAsync(cancellationToken);
        if (safety.Faults.Count > 0)
            throw new BufferUnavailableException($"The buffer is not durable: {string.Join(' ', safety.Faults)}");
    }

    /// <exception cref="BufferUnavailableException">The file cannot be used.</exception>
    public async Task<BufferSafety> CheckAsync(CancellationToken cancellationToken)
    {
        last = null;
        return last = await file.WriteAsync(Check, cancellationToken);
    }

    private BufferSafety Check(SqliteConnection connection)
    {
        var mode = connection.ExecuteScalar<string>("pragma journal_mode")!;
        var synchronous = connection.ExecuteScalar<int>("pragma synchronous");
        var faults = new List<string>();
        if (mode != "wal")
            faults.Add($"journal_mode of {file.Path} is '{mode}' and not 'wal'; put it on a local disk.");
        if (synchronous < Full)
            faults.Add($"synchronous of {file.Path} is {synchronous} and not {Full} (FULL).");
        if (FolderFault() is { } fault)
            faults.Add(fault);
        var room = new DriveInfo(Path.GetDirectoryName(file.Path)!).AvailableFreeSpace;
        return new BufferSafety(mode == "wal" && synchronous >= Full ? "fsynced" : "memory", faults, Storage: BufferCapacity.OfFile(room));
    }

    /// <summary>SQLite makes files beside the buffer, so it needs the folder and not only the file.</summary>
    private string? FolderFault()
    {
        var folder = Path.GetDirectoryName(file.Path)!;
        try
        {
            using var probe = new FileStream(
                Path.Combine(folder, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"the folder {folder} cannot be written to: {exception.Message}";
        }
    }
}
