using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Main;

/// <summary>
/// Applies transactions one after the other, each with its marker. There is no round trip to save, so a batch is as many
/// statements as it has changes; what makes it one is the database transaction around it.
/// </summary>
internal sealed class SqliteMainBatch(SqliteConnection connection, DateTimeOffset now) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> commands = [];

    public static Lsn Position(SqliteConnection connection) =>
        new((ulong)connection.ExecuteScalar<long>("select coalesce(max(position), 0) from applied_transaction"));

    /// <exception cref="SqliteMainRefusal">A row is missing or not as expected, or a value or reference is wrong.</exception>
    public void Apply(Transaction transaction, long? sequence, long? epoch)
    {
        InsertMarker(transaction, sequence, epoch);
        foreach (var change in transaction.Changes)
            Apply(transaction, change);
    }

    public void Dispose()
    {
        foreach (var command in commands.Values)
            command.Dispose();
    }

    private void InsertMarker(Transaction transaction, long? sequence, long? epoch)
    {
        const string sql =
            """
            insert into applied_transaction (transaction_id, site_name, sequence, epoch, operation, entities, principal,
                idempotency_key, request_hash, changes, accepted_at, applied_at)
            values ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """;

        // Only a direct write answers a repetition from its marker; the buffer keeps its own transactions.
        var key = Claims.MarkerKey(transaction);
        var changes = epoch is null && key is not null ? JsonSerializer.Serialize(transaction.Changes, WireJson.Options) : null;
        Execute(
            sql,
            [
                SqliteMainValues.Text(transaction.Id),
                transaction.SiteName,
                sequence,
                epoch,
                transaction.Operation,
                SqliteMainValues.List(transaction.Entities),
                transaction.Principal,
                key,
                transaction.RequestHash,
                changes,
                SqliteMainValues.Text(transaction.AcceptedAt),
                SqliteMainValues.Text(now),
            ]);
    }

    private void Apply(Transaction transaction, Change change)
    {
        var table = Tables.Named(change.Table);
        try
        {
            if (Execute(SqliteMainStatement.Of(table, change, transaction.Id)) == 0)
            {
                throw new SqliteMainRefusal(new Failure(
                    SqliteFailures.NotAsExpected,
                    $"row {change.Key} of {table.Name} is missing or is not {change.Expected?.ToJsonString() ?? "{}"}"));
            }
        }
        catch (SqliteException exception) when (exception.ToFailure() is { SqlState: SqliteFailures.ForeignKeyViolation } failure)
        {
            throw Dangling(table, change, failure);
        }
    }

    /// <summary>SQLite does not say which reference it is.</summary>
    private SqliteMainRefusal Dangling(Table table, Change change, Failure failure) =>
        change.Kind == ChangeKind.Delete || table.References.FirstOrDefault(reference => IsDangling(change, reference)) is not { } reference
            ? new(failure with { Message = $"Row {change.Key} of {table.Name} is still referenced.", Table = table.Name })
            : new(
                failure with
                {
                    Table = table.Name,
                    Column = reference.Column,
                    Message = $"Key ({reference.Column})=({change.Values?[reference.Column]}) is not present in {reference.Table}.",
                },
                reference.Column);

    private int Execute(SqliteMainStatement statement) => Execute(statement.Sql, statement.Values);

    private bool IsDangling(Change change, TableReference reference)
    {
        if (change.Values?[reference.Column]?.ToString() is not { } key)
            return false;
        var parent = Tables.Named(reference.Table);
        return connection.ExecuteScalar<long>(
            $"select count(*) from {parent.Quoted} where {parent.Key} = @Key", new { Key = SqliteMainValues.Key(reference.Column, key) }) == 0;
    }

    private int Execute(string sql, IReadOnlyList<object?> values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            commands[sql] = command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Count; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        for (var i = 0; i < values.Count; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command.ExecuteNonQuery();
    }
}
