using System.Text.Json;
using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Main;

internal sealed class SqliteDirectWriter(SqliteMainFile main, TimeProvider time) : IDirectWriter
{
    public async Task<DirectOutcome> WriteAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        var wasSent = false;
        try
        {
            return await main.WriteAsync(
                connection =>
                {
                    var outcome = Write(connection, transaction);
                    wasSent = true;
                    return outcome;
                },
                cancellationToken);
        }
        catch (SqliteMainRefusal refusal)
        {
            throw Refused(refusal.Failure, refusal.Field);
        }
        catch (SqliteException exception) when (exception.ToFailure() is var failure)
        {
            throw failure.ConcernsTransaction() ? Refused(failure, field: null)
                : wasSent ? new WriteUncertainException(transaction.Id, exception)
                : new MainDatabaseUnavailableException(failure.ToString(), exception);
        }
    }

    private DirectOutcome Write(SqliteConnection connection, Transaction transaction)
    {
        const string sql = "select count(*) from applied_transaction where transaction_id = @Id";
        if (connection.ExecuteScalar<long>(sql, new { Id = SqliteMainValues.Text(transaction.Id) }) > 0)
            return new DirectOutcome.Committed(SqliteMainBatch.Position(connection));
        if (FindHolder(connection, transaction) is { } holder)
            return holder;

        using var statements = new SqliteMainBatch(connection, time.GetUtcMicroseconds());
        statements.Apply(transaction, sequence: null, epoch: null);
        return new DirectOutcome.Committed(SqliteMainBatch.Position(connection));
    }

    private static DirectOutcome.Claimed? FindHolder(SqliteConnection connection, Transaction transaction)
    {
        const string sql =
            """
            select transaction_id as id, request_hash as hash, changes, accepted_at from applied_transaction
            where site_name = @SiteName and principal = @Principal and idempotency_key = @Key
            """;
        if (Claims.MarkerKey(transaction) is not { } key)
            return null;
        var values = new { transaction.SiteName, transaction.Principal, Key = key };
        if (connection.QuerySingleOrDefault<Marker>(sql, values) is not { } holder)
            return null;

        var changes = holder.Changes is { } held
            ? JsonSerializer.Deserialize<Change[]>(held, WireJson.Options)!
            : throw new ConflictException($"Transaction {holder.Id} has written this already, through the buffer.");
        var claim = transaction.IdempotencyKey is { } own ? Claims.Idempotency(transaction.Principal, own) : key;
        return new DirectOutcome.Claimed(
            transaction with
            {
                Id = holder.Id,
                RequestHash = holder.Hash,
                Changes = [.. changes],
                AcceptedAt = holder.AcceptedAt,
            },
            claim);
    }

    private static Exception Refused(Failure failure, string? field) => failure.SqlState switch
    {
        SqliteFailures.ForeignKeyViolation when field is not null => new UnknownReferenceException(field, failure.Message),
        SqliteFailures.UniqueViolation => new ConflictException($"A row with this unique value exists already. {failure.Message}"),
        SqliteFailures.NotAsExpected => new ConflictException(failure.Message),
        _ => new WriteRefusedException(failure.ToString()),
    };

    private sealed record Marker
    {
        public required Guid Id { get; init; }
        public required string Hash { get; init; }
        public string? Changes { get; init; }
        public required DateTimeOffset AcceptedAt { get; init; }
    }
}
