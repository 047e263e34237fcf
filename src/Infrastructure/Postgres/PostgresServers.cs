using CcatOps.Domain.Sites;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

/// <summary>Connections to one database, which one server has, or that one of several servers that takes writes.</summary>
internal sealed class PostgresServers : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlMultiHostDataSource? several;

    public PostgresServers(DatabaseConfig database, NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        source = database.Servers.Count > 1 ? several = builder.BuildMultiHost() : builder.Build();
    }

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        several is null ? source.OpenConnectionAsync(cancellationToken) : OpenPrimaryAsync(several, cancellationToken);

    /// <summary>Ends the sessions that are idle now, and the others when they come back.</summary>
    public void Clear() => source.Clear();

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static async ValueTask<NpgsqlConnection> OpenPrimaryAsync(NpgsqlMultiHostDataSource several, CancellationToken cancellationToken)
    {
        try
        {
            return await several.OpenConnectionAsync(TargetSessionAttributes.ReadWrite, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            // Npgsql keeps for a while what it knows of each. One of them may be promoted at any moment: the next attempt looks again.
            several.ClearDatabaseStates();
            throw exception is { InnerException: null } and not PostgresException
                ? new NpgsqlException("none of the servers that are listed takes writes")
                : exception;
        }
    }
}
