using CcatOps.Application.Errors;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Sql;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>
/// The main database, across the ocean at a secondary site. Its sessions wait for their commits to be on disk there, give up
/// on locks, and notice a dead link by themselves on both sides.
/// </summary>
internal sealed class MainDataSource(SiteConfig site) : IAsyncDisposable
{
    /// <summary>
    /// A batch may take longer by as much as its bytes take on the link. A link that has fallen silent is noticed within 15 s: Npgsql first asks, on a
    /// new connection over the same link, for the command to be cancelled, and waits the 5 s for which it would wait to connect.
    /// </summary>
    public static readonly TimeSpan CommandTimeout = LinkRate.Silence;

    /// <summary>A statement that waits for a lock at main delays the rest of its batch, so the drain defers it instead.</summary>
    public static readonly TimeSpan DrainLockTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(5);

    private const int MostConnections = 3;

    private readonly PostgresServers source = new(
        site.MainDatabase, ConnectionStrings.OfMain(site.MainDatabase, $"ccatops:{site.SiteName}", CommandTimeout, LockTimeout));

    private readonly PostgresServers drain = new(
        site.MainDatabase, ConnectionStrings.OfMain(site.MainDatabase, DrainName(site.SiteName), CommandTimeout, DrainLockTimeout));

    /// <summary>How the drain's sessions call themselves, so that a new one finds those it replaces.</summary>
    public static string DrainName(string siteName) => $"ccatops-drain:{siteName}";

    // Here, where every query comes by: rows that are read before it have false and 0 in columns named in snake_case.
    static MainDataSource() => DapperTypes.Register();

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => FitAsync(source, cancellationToken);

    public ValueTask<NpgsqlConnection> OpenDrainAsync(CancellationToken cancellationToken) => FitAsync(drain, cancellationToken);

    /// <summary>Opens a session to look at the database, also where it is not one that may be used.</summary>
    public ValueTask<NpgsqlConnection> OpenAnyAsync(CancellationToken cancellationToken) => source.OpenAsync(cancellationToken);

    /// <summary>After an error of the server's state the sessions are not used again: what they have prepared may no longer fit.</summary>
    public void Note(Failure failure)
    {
        if (failure.Class != FailureClass.ServerState)
            return;
        source.Clear();
        drain.Clear();
    }

    /// <summary>Does what may be done again: pooled connections may be stale after a cut, so it is tried on several. A silent link it tries once.</summary>
    /// <exception cref="MainDatabaseUnavailableException">It cannot be reached, or refuses.</exception>
    public async Task<T> RepeatAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await OpenAsync(cancellationToken);
                return await use(connection);
            }
            catch (Exception exception) when (exception.IsDatabaseFailure())
            {
                var failure = exception.ToFailure();
                Note(failure);
                if (failure.SqlState is not null || exception.InnerException is TimeoutException || attempt == MostConnections)
                    throw new MainDatabaseUnavailableException(failure.ToString(), exception);
            }
        }
    }

    private static async ValueTask<NpgsqlConnection> FitAsync(PostgresServers servers, CancellationToken cancellationToken)
    {
        var connection = await servers.OpenAsync(cancellationToken);
        if (Topology.EncodingFault(connection.PostgresParameters.GetValueOrDefault("server_encoding")) is not { } fault)
            return connection;
        await connection.DisposeAsync();
        throw new PostgresException(fault, "FATAL", "FATAL", PostgresErrorCodes.FeatureNotSupported);
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await drain.DisposeAsync();
    }
}

/// <summary>The database this site reads from.</summary>
internal sealed class LocalDataSource(SiteConfig site) : IAsyncDisposable
{
    private readonly PostgresServers source = new(
        site.Database(DatabaseOperation.Read), ConnectionStrings.Of(site.Database(DatabaseOperation.Read), $"ccatops:{site.SiteName}"));

    static LocalDataSource() => DapperTypes.Register();

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => source.OpenAsync(cancellationToken);

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
