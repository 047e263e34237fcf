using System.Text.Json;
using CcatOps.Application.Errors;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using Dapper;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

internal sealed class PostgresDirectWriter(SiteConfig site, MainDataSource main, DirectBatches batches, TimeProvider time) : IDirectWriter
{
    /// <summary>How long a broken connection is tried again before the client is told that the outcome is open.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const string MarkerKey = "applied_transaction_pkey";
    private const string IdempotencyKey = "applied_transaction_idempotency";

    public async Task<DirectOutcome> WriteAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var mayBeCommitted = false;
        for (var failures = 1; ; failures++)
        {
            var wasSent = false;
            try
            {
                if (failures == 1 && batches.Takes(transaction))
                {
                    wasSent = true;
                    if (await batches.TryWriteAsync(transaction).WaitAsync(cancellationToken))
                        return new DirectOutcome.Committed(null);

                    // The cause of a batch's refusal is found by sending each of its writes alone.
                    wasSent = false;
                }

                await using var connection = await main.OpenAsync(cancellationToken);
                wasSent = true;
                return await WriteAsync(connection, transaction, cancellationToken);
            }
            catch (Exception exception) when (exception.IsDatabaseFailure() && exception.ToFailure() is var failure && !failure.ConcernsTransaction())
            {
                // Without an answer it may have been committed. Written again it meets its own marker, or takes effect now.
                if (failure.SqlState == PostgresErrorCodes.InsufficientPrivilege)
                {
                    throw new MainDatabaseUnavailableException(
                        $"{failure}. MAIN_DB_USER of this site does not write that; send the request to the main site", exception);
                }

                main.Note(failure);
                mayBeCommitted |= wasSent && failure.LeavesOpen();
                if (!wasSent && !mayBeCommitted)
                    throw new MainDatabaseUnavailableException(failure.ToString(), exception);
                if (time.GetElapsedTime(started) > Patience)
                {
                    throw mayBeCommitted
                        ? new WriteUncertainException(transaction.Id, exception)
                        : new MainDatabaseUnavailableException(failure.ToString(), exception);
                }

                await Task.Delay(RetrySchedule.LinkDelay(failures), time, cancellationToken);
            }
        }
    }

    private async Task<DirectOutcome> WriteAsync(NpgsqlConnection connection, Transaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.AddGroup([new(transaction, 0)], site.SiteName, epoch: null);
            batch.Allow(transaction);
            if (site.IsMainSite)
            {
                await batch.ExecuteAsync(cancellationToken);
                return new DirectOutcome.Committed(null);
            }

            batch.AddLsn();
            return new DirectOutcome.Committed(await batch.ExecuteToLsnAsync(cancellationToken));
        }
        catch (NpgsqlException exception) when (PostgresFailures.Find(exception) is { } answer && answer.ToFailure().ConcernsTransaction())
        {
            return answer.ToFailure() switch
            {
                { Constraint: MarkerKey } => new DirectOutcome.Committed(await PositionAsync(connection, cancellationToken)),
                { Constraint: IdempotencyKey } => await HolderAsync(connection, transaction, answer.TableName, cancellationToken),
                { SqlState: PostgresErrorCodes.ForeignKeyViolation } failure => throw UnknownReference(failure),
                { SqlState: PostgresErrorCodes.UniqueViolation } failure => throw new ConflictException(
                    $"A row of {failure.Table} has this unique value already. {failure.Detail}"),
                { SqlState: PostgresErrorCodes.IntegrityConstraintViolation } failure => throw new ConflictException(failure.Message),
                var failure => throw new WriteRefusedException($"{failure.SqlState}: {failure.Message}"),
            };
        }
    }

    private static async Task<Lsn> PositionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string sql = "select pg_current_wal_lsn()::text";
        return Lsn.Parse((await connection.ExecuteScalarAsync<string>(new CommandDefinition(sql, cancellationToken: cancellationToken)))!);
    }

    private static async Task<DirectOutcome> HolderAsync(
        NpgsqlConnection connection,
        Transaction transaction,
        string? keeper,
        CancellationToken cancellationToken)
    {
        // In a table that is partitioned by month the key is in the index that refused it, and in no other.
        const string holder = "site_name = @SiteName and principal = @Principal and idempotency_key = @Key";
        const string select =
            "select transaction_id as id, request_hash as hash, changes::text as changes, accepted_at from applied_transaction";
        var sql = keeper switch
        {
            "applied_transaction_before" => $"{select}_before where {holder}",
            "applied_key" => $"{select} where transaction_id = (select transaction_id from applied_key where {holder})",
            _ => $"{select} where {holder}",
        };
        var key = Claims.MarkerKey(transaction)!;
        var marker = await connection.QuerySingleAsync<Marker>(new CommandDefinition(
            sql, new { transaction.SiteName, transaction.Principal, Key = key }, cancellationToken: cancellationToken));
        var changes = marker.Changes is { } held
            ? JsonSerializer.Deserialize<Change[]>(held, WireJson.Options)!
            : throw new ConflictException($"Transaction {marker.Id} has written this already, through the buffer.");
        var claim = transaction.IdempotencyKey is { } own ? Claims.Idempotency(transaction.Principal, own) : key;
        return new DirectOutcome.Claimed(
            transaction with
            {
                Id = marker.Id,
                RequestHash = Convert.ToHexStringLower(marker.Hash),
                Changes = [.. changes],
                AcceptedAt = marker.AcceptedAt,
            },
            claim);
    }

    /// <summary>The constraint is named for its table and column: <c>executed_obs_unit_obs_unit_id_fkey</c>.</summary>
    private static UnknownReferenceException UnknownReference(Failure failure)
    {
        var field = failure.Constraint![(failure.Table!.Length + 1)..].Replace("_fkey", "", StringComparison.Ordinal);
        return new UnknownReferenceException(field, failure.Detail ?? failure.Message);
    }

    private sealed record Marker
    {
        public required Guid Id { get; init; }
        public required byte[] Hash { get; init; }
        public string? Changes { get; init; }
        public required DateTimeOffset AcceptedAt { get; init; }
    }
}
