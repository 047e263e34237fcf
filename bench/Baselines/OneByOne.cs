using System.Diagnostics;
using CcatOps.Bench.Staging;
using CcatOps.Domain.Writes;
using Npgsql;

namespace CcatOps.Bench.Baselines;

/// <summary>
/// Two ways to apply buffered transactions one at a time, over one open connection, to the same tables, markers included.
/// </summary>
internal static class OneByOne
{
    private const int Fewest = 3;

    /// <summary>All of a transaction in one round trip: marker, change, commit and log position.</summary>
    /// <returns>Transactions per second.</returns>
    public static Task<double> BatchPerTransactionAsync(string connectionString, TimeSpan duration, CancellationToken cancellationToken) =>
        RateAsync(connectionString, duration, async (connection, transaction) =>
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(With(new NpgsqlBatchCommand(RowStatements.Marker), RowStatements.MarkerValues(transaction)));
            var change = transaction.Changes[0];
            batch.BatchCommands.Add(With(new NpgsqlBatchCommand(RowStatements.Of(change)) { AppendErrorBarrier = true }, RowStatements.Values(change)));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("select pg_current_wal_lsn()::text"));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        });

    /// <summary>
    /// As the documentation of the original describes its loop: is the main database there, its log position, begin, the change, commit,
    /// the log position again; each a round trip.
    /// </summary>
    /// <returns>Transactions per second.</returns>
    public static Task<double> OriginalLoopAsync(string connectionString, TimeSpan duration, CancellationToken cancellationToken) =>
        RateAsync(connectionString, duration, async (connection, transaction) =>
        {
            await ExecuteAsync("select 1");
            await ExecuteAsync("select pg_current_wal_lsn()::text");
            await ExecuteAsync("begin");
            var change = transaction.Changes[0];
            await ExecuteAsync(RowStatements.Of(change), RowStatements.Values(change));
            await ExecuteAsync("commit");
            await ExecuteAsync("select pg_current_wal_lsn()::text");

            async Task ExecuteAsync(string sql, params NpgsqlParameter[] values)
            {
                await using var command = new NpgsqlCommand(sql, connection);
                command.Parameters.AddRange(values);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        });

    private static async Task<double> RateAsync(
        string connectionString, TimeSpan duration, Func<NpgsqlConnection, Transaction, Task> applyAsync)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 2, Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using (var first = new NpgsqlCommand("select 1", connection))
            await first.ExecuteNonQueryAsync();

        var started = Stopwatch.GetTimestamp();
        var done = 0;
        foreach (var transaction in Night.Transactions(int.MaxValue))
        {
            await applyAsync(connection, transaction);
            done++;
            if (done >= Fewest && Stopwatch.GetElapsedTime(started) >= duration)
                break;
        }

        return done / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static NpgsqlBatchCommand With(NpgsqlBatchCommand command, NpgsqlParameter[] values)
    {
        command.Parameters.AddRange(values);
        return command;
    }
}
