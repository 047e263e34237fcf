using CcatOps.Application.Errors;
using CcatOps.Domain.Sites;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite;

/// <summary>The file of the sessions, and of what else the processes of a site without Redis share. It is made where there is none; one that is lost costs everybody a login.</summary>
internal sealed class SqliteSessionFile(SiteConfig site)
{
    private static readonly string Schema = ReadSchema();

    private readonly string path = Path.GetFullPath(site.SessionsPath);
    private readonly Lock making = new();
    private bool isMade;

    /// <summary>Runs a step in a transaction that no other writer shares the file with; it is on disk when this returns.</summary>
    /// <exception cref="SessionsUnavailableException">The file cannot be used.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> step, CancellationToken cancellationToken) => UseAsync(
        connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            var result = step(connection);
            transaction.Commit();
            return result;
        },
        cancellationToken);

    /// <exception cref="SessionsUnavailableException">The file cannot be used.</exception>
    public async Task<T> UseAsync<T>(Func<SqliteConnection, T> step, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            Make();
            await using var connection = Open(SqliteOpenMode.ReadWrite);
            return step(connection);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new SessionsUnavailableException($"{path}: {exception.Message}", exception);
        }
    }

    private void Make()
    {
        lock (making)
        {
            if (isMade && File.Exists(path))
                return;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var connection = Open(SqliteOpenMode.ReadWriteCreate);
            connection.Execute($"pragma journal_mode = wal; {Schema}");
            isMade = true;
        }
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            ForeignKeys = true,
            DefaultTimeout = 5,
            Pooling = false,
        };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            connection.Execute("pragma busy_timeout = 5000; pragma synchronous = full");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string ReadSchema()
    {
        using var stream = typeof(SqliteSessionFile).Assembly.GetManifestResourceStream(
            typeof(SqliteSessionFile), "SqliteSessionSchema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
