using System.Threading.Channels;
using CcatOps.Application.Errors;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

/// <summary>
/// The file that holds the buffer. All that this process writes goes through one writer, which commits what waits in one
/// transaction and so with one fsync; each caller is answered after the commit. Readers see what is committed.
/// </summary>
internal sealed class SqliteBufferFile : IAsyncDisposable
{
    private const int LargestGroup = 500;
    private const int SchemaVersion = 1;

    private readonly Channel<Step> steps = Channel.CreateUnbounded<Step>(new UnboundedChannelOptions { SingleReader = true });
    private readonly string forReaders;
    private readonly string forWriter;
    private readonly Task writing;
    private SqliteConnection? writer;
    private volatile bool isMade;

    public SqliteBufferFile(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        var connection = new SqliteConnectionStringBuilder { DataSource = Path, ForeignKeys = true, DefaultTimeout = 5 };
        forWriter = new SqliteConnectionStringBuilder($"{connection}") { Pooling = false }.ToString();
        forReaders = new SqliteConnectionStringBuilder($"{connection}") { Mode = SqliteOpenMode.ReadWrite }.ToString();
        writing = Task.Run(CommitAllAsync);
    }

    public string Path { get; }

    /// <summary>Why the last commit that was to write something failed; null: it did not.</summary>
    public string? Fault { get; private set; }

    /// <summary>Runs a step in a transaction that no other writer shares the file with; it is on stable storage when this returns.</summary>
    /// <exception cref="BufferUnavailableException">The file cannot be used; nothing of the step was kept, unless the disk broke.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> step, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = new Step(
            connection =>
            {
                var result = step(connection);
                return () => answer.TrySetResult(result);
            },
            exception => answer.TrySetException(exception));
        if (!steps.Writer.TryWrite(queued))
            throw new BufferUnavailableException($"The buffer {Path} is closed.");
        return answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Runs a step that only reads, on one state of the file.</summary>
    /// <exception cref="BufferUnavailableException">The file cannot be used.</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteConnection, T> step, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!isMade || !File.Exists(Path))
            await WriteAsync(_ => true, cancellationToken);
        try
        {
            await using var connection = new SqliteConnection(forReaders);
            connection.Open();
            connection.Execute("pragma busy_timeout = 5000; begin");
            try
            {
                return step(connection);
            }
            finally
            {
                connection.Execute("rollback");
            }
        }
        catch (SqliteException exception)
        {
            throw Unavailable(exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        steps.Writer.TryComplete();
        await writing;
        Close();
    }

    private async Task CommitAllAsync()
    {
        var group = new List<Step>();
        while (await steps.Reader.WaitToReadAsync())
        {
            while (group.Count < LargestGroup && steps.Reader.TryRead(out var step))
                group.Add(step);
            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<Step> group)
    {
        try
        {
            var connection = Open();
            var before = raw.sqlite3_total_changes(connection.Handle);
            connection.Execute("begin immediate");
            var answers = group.ConvertAll(step => Run(step, connection));
            connection.Execute("commit");
            if (raw.sqlite3_total_changes(connection.Handle) != before)
                Fault = null;
            answers.ForEach(answer => answer());
        }
#pragma warning disable CA1031 // The writer must outlive whatever a step meets; the caller gets it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Close();
            var fault = Unavailable(exception);
            Fault = fault.Message;
            group.ForEach(step => step.Fail(fault));
        }
    }

    /// <summary>A step that throws takes back its own changes and leaves those of the others.</summary>
    private Action Run(Step step, SqliteConnection connection)
    {
        connection.Execute("savepoint step");
        try
        {
            var answer = step.Run(connection);
            connection.Execute("release step");
            return answer;
        }
        catch (Exception exception) when (!IsOfTheFile(exception))
        {
            connection.Execute("rollback to step; release step");
            return () => step.Fail(Unavailable(exception));
        }
    }

    /// <summary>A file that was taken away is no buffer: what the open handle would write dies with it.</summary>
    private SqliteConnection Open()
    {
        if (writer is not null && File.Exists(Path))
            return writer;

        Close();
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        writer = new SqliteConnection(forWriter);
        writer.Open();
        writer.Execute("pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full");
        writer.Execute("begin immediate");
        if (writer.ExecuteScalar<int>("pragma user_version") is > SchemaVersion and var newer)
            throw new BufferUnavailableException($"The buffer {Path} has version {newer}; this program knows {SchemaVersion}.");
        writer.Execute($"{SqliteBufferSchema.Sql}; pragma user_version = {SchemaVersion}; commit");
        isMade = true;
        return writer;
    }

    private void Close()
    {
        writer?.Dispose();
        writer = null;
        using var reader = new SqliteConnection(forReaders);
        SqliteConnection.ClearPool(reader);
    }

    private Exception Unavailable(Exception exception) => exception is SqliteException or IOException or UnauthorizedAccessException
        ? new BufferUnavailableException($"The buffer {Path} cannot be used: {exception.Message}", exception)
        : exception;

    /// <summary>After these SQLite may have ended the whole transaction. https://www.sqlite.org/lang_transaction.html</summary>
    private static bool IsOfTheFile(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: 5 or 7 or 8 or 9 or 10 or 11 or 13 or 14 or 26 };

    private sealed record Step(Func<SqliteConnection, Action> Run, Action<Exception> Fail);
}
