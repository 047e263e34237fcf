using Npgsql;
using NpgsqlTypes;

namespace CcatOps.Peers;

/// <summary>
/// The far database, with a connection for each worker. A write costs one round trip, in which marker and row are one database transaction;
/// with BEGIN and COMMIT of their own, as most would write it, they would be three.
/// </summary>
internal sealed class MainDatabase(string connectionString, int connections) : IAsyncDisposable
{
    private const string Marker =
        """
        insert into applied_transaction (transaction_id, site_name, operation, entities, principal, idempotency_key, request_hash,
            accepted_at, applied_at)
        values ($1, 'peer', 'start_observation', array[$2], 'anonymous', $3, decode(repeat('00', 32), 'hex'), $4, now())
        """;

    private const string Row =
        """
        insert into executed_obs_unit (id, obs_unit_id, status, start_time, instrument_module, conditions, comment, transaction_id)
        values ($1, $2, 'running', $3, $4, $5, $6, $7)
        """;

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
    {
        MinPoolSize = connections,
        MaxPoolSize = connections,
        MaxAutoPrepare = 2,
        AutoPrepareMinUsages = 2,
    });

    /// <summary>Opening a connection takes several round trips, which are no part of a measurement.</summary>
    public async Task OpenAllAsync()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => source.OpenConnectionAsync().AsTask()));
        foreach (var connection in opened)
            await connection.DisposeAsync();
    }

    public async Task ApplyAsync(Start start)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(Command(
            Marker, start.TransactionId, $"executed_obs_unit:{start.Id}", $"{start.TransactionId}", start.StartTime));
        batch.BatchCommands.Add(Command(
            Row,
            start.Id,
            start.ObsUnitId,
            start.StartTime,
            start.InstrumentModule,
            new NpgsqlParameter { Value = start.Conditions, NpgsqlDbType = NpgsqlDbType.Jsonb },
            start.Comment,
            start.TransactionId));
        await batch.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
}
