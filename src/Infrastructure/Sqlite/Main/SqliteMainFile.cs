using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Sql;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Main;

/// <summary>The file that is the main database, and the local one too. It is made by the migrator only.</summary>
internal sealed class SqliteMainFile(SiteConfig site) : IDisposable
{
    /// <summary>Those who write in this process take turns; between processes SQLite waits for its lock for so long.</summary>
    private const string Pragmas = "pragma busy_timeout = 5000; pragma synchronous = full;";

    private readonly SemaphoreSlim turn = new(1, 1);

    static SqliteMainFile() => DapperTypes.Register();

    public string Path { get; } = System.IO.Path.GetFullPath(site.MainDatabase.File);

    /// <exception cref="SqliteException">There is no such file, or it is no database.</exception>
    public async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken, SqliteOpenMode mode = SqliteOpenMode.ReadWrite)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = Path, Mode = mode, ForeignKeys = true, DefaultTimeout = 5 };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(Pragmas, cancellationToken: cancellationToken));
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Runs a write in a database transaction that holds the lock from its beginning, so that what it reads stays true until its
    /// commit. The commit is on disk when this returns; what throws leaves nothing behind.
    /// </summary>
    public async Task<T> WriteAsync<T>(
        Func<SqliteConnection, T> write,
        CancellationToken cancellationToken,
        SqliteOpenMode mode = SqliteOpenMode.ReadWrite)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await OpenAsync(cancellationToken, mode);
            await using var transaction = connection.BeginTransaction(deferred: false);
            var result = write(connection);
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
