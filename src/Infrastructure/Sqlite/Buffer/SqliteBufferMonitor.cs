using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

internal sealed class SqliteBufferMonitor(SqliteBufferFile file, SqliteBufferSafety safety, SequenceSeeder seeder, TimeProvider time)
    : IBufferMonitor
{
    public async Task<BufferStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        await file.ReadAsync(Read, cancellationToken) with { Refusal = file.Fault };

    public async Task<BufferSafety> CheckSafetyAsync(CancellationToken cancellationToken)
    {
        var found = await safety.CheckAsync(cancellationToken);
        try
        {
            await seeder.SeedAsync(cancellationToken);
            return found;
        }
        catch (BufferUnavailableException exception)
        {
            return found with { Faults = [.. found.Faults, exception.Message] };
        }
    }

    public Task PauseAsync(string reason, string principal, Transaction? audit, CancellationToken cancellationToken) =>
        NoteAsync(new { reason, principal, Now = time.Now() }, audit, cancellationToken);

    public Task ResumeAsync(Transaction? audit, CancellationToken cancellationToken) =>
        NoteAsync(new { reason = (string?)null, principal = (string?)null, Now = (long?)null }, audit, cancellationToken);

    private Task<int> NoteAsync(object pause, Transaction? audit, CancellationToken cancellationToken)
    {
        const string sql = "update buffer set pause_reason = @reason, pause_principal = @principal, pause_since = @Now";
        return file.WriteSeededAsync(
            seeder,
            connection =>
            {
                if (audit is not null)
                    SqliteTransactionBuffer.Take(connection, audit);
                return connection.Execute(sql, pause);
            },
            cancellationToken);
    }

    private static BufferStatus Read(SqliteConnection connection)
    {
        const string findOldest =
            """
            select accepted_at from buffered_transaction indexed by waiting_transaction
            where state in ('buffered', 'applying') order by sequence limit 1
            """;
        const string findPause =
            """
            select pause_reason as Reason, pause_principal as Principal, pause_since as Since from buffer
            where pause_reason is not null
            """;
        var counts = connection
            .Query<Count>("select state as State, present as Present, total as Total from state_count")
            .ToDictionary(count => count.State);
        var pause = connection.QuerySingleOrDefault<Pause>(findPause);
        return new BufferStatus
        {
            Depth = counts["buffered"].Present + counts["applying"].Present,
            Failed = counts["failed"].Present,
            Parked = counts["parked"].Present,
            WaitingBytes = connection.ExecuteScalar<long>("select coalesce(sum(bytes), 0) from waiting_load"),
            Unconfirmed = counts["committed"].Present,
            OldestAcceptedAt = SqliteBufferValues.ReadTime(connection.ExecuteScalar<long?>(findOldest)),
            Totals = counts.Values.Where(count => count.Total > 0).ToDictionary(count => count.State, count => count.Total),
            Pause = pause is null ? null : new DrainPause(pause.Reason, pause.Principal, SqliteBufferValues.ReadTime(pause.Since).Value),
        };
    }

    private sealed record Count
    {
        public required string State { get; init; }
        public long Present { get; init; }
        public long Total { get; init; }
    }

    private sealed record Pause
    {
        public required string Reason { get; init; }
        public required string Principal { get; init; }
        public long Since { get; init; }
    }
}
