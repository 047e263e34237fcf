using CcatOps.Application.Draining;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using Dapper;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

internal sealed class SqliteDrainSource(SqliteBufferFile file, SequenceSeeder seeder, TimeProvider time) : IDrainSource
{
    private readonly SqliteDrainLease lease = new(time);

    public Task<bool> HoldLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        file.WriteAsync(connection => lease.Hold(connection, holder, duration), cancellationToken);

    public Task ReleaseLeaseAsync(string holder, CancellationToken cancellationToken) =>
        file.WriteAsync(connection => SqliteDrainLease.Release(connection, holder), cancellationToken);

    public Task<PeekOutcome> PeekAsync(string holder, BatchSize size, CancellationToken cancellationToken) =>
        file.WriteAsync(
            connection => lease.IsHeld(connection, holder) ? SqliteDrainPeek.Peek(connection, size, time.Now()) : new PeekOutcome.LeaseLost(),
            cancellationToken);

    public Task ReturnAsync(string holder, IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken)
    {
        const string sql =
            """
            update buffered_transaction set state = 'buffered'
            where id in (select value from json_each(@Ids)) and +state = 'applying'
            """;
        return file.WriteAsync(
            connection => lease.IsHeld(connection, holder) ? connection.Execute(sql, new { Ids = SqliteBufferValues.Json(transactionIds) }) : 0,
            cancellationToken);
    }

    public Task ConfirmAsync(IReadOnlyCollection<Guid> transactionIds, Lsn lsn, CancellationToken cancellationToken)
    {
        const string sql =
            """
            update buffered_transaction set state = 'committed', committed_at = @Now, lsn = @Lsn
            where id in (select value from json_each(@Ids)) and +state in ('buffered', 'applying')
            """;
        return file.WriteAsync(
            connection => connection.Execute(sql, new { Now = time.Now(), Lsn = lsn.ToString(), Ids = SqliteBufferValues.Json(transactionIds) }),
            cancellationToken);
    }

    public Task FailAsync(string holder, Guid transactionId, Failure failure, CancellationToken cancellationToken)
    {
        var now = time.Now();
        return file.WriteAsync(
            connection => lease.IsHeld(connection, holder) && SqliteAttempts.Fail(connection, transactionId, failure, now), cancellationToken);
    }

    public Task CountAttemptAsync(Guid transactionId, Failure failure, CancellationToken cancellationToken)
    {
        const string sql =
            """
            update buffered_transaction set last_error = @Error, attempts = attempts + 1
            where id = @Id and +state in ('buffered', 'applying')
            """;
        var now = time.Now();
        return file.WriteAsync(
            connection =>
            {
                if (connection.Execute(sql, new { Error = failure.ToString(), Id = transactionId.ToString() }) == 0)
                    return false;
                SqliteAttempts.Note(connection, transactionId, failure, now);
                return true;
            },
            cancellationToken);
    }

    public Task ReleaseAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken)
    {
        const string sql =
            """
            update buffered_transaction set state = 'replicated', replicated_at = @now, body = '', last_error = null, attempts = 0
            where id in (select value from json_each(@Ids)) and +state = 'committed'
            """;
        const string shorten =
            """
            delete from attempt where transaction_id in
                (select id from buffered_transaction where id in (select value from json_each(@Ids)) and +state = 'replicated');
            """;
        var now = time.Now();
        return file.WriteAsync(
            connection =>
            {
                var ids = SqliteBufferValues.Json(transactionIds);
                var released = connection.Execute(sql, new { now, Ids = ids });
                connection.Execute(shorten, new { Ids = ids });
                SqliteBufferPruning.Prune(connection, now);
                return released;
            },
            cancellationToken);
    }

    public Task RaiseSequenceAsync(long greatestMarker, CancellationToken cancellationToken) =>
        seeder.RaiseAsync(greatestMarker, cancellationToken);
}
