using System.Text;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

internal sealed class SqliteOverlayFeed(SqliteBufferFile file) : IOverlayFeed
{
    public Task<OverlayUpdate> ReadAsync(OverlayVersion? known, CancellationToken cancellationToken) =>
        file.ReadAsync(connection => Read(connection, known), cancellationToken);

    private static OverlayUpdate Read(SqliteConnection connection, OverlayVersion? known)
    {
        const string sql =
            """
            select history as History, coalesce((select max(version) from overlay_event), 0) as Newest,
                coalesce((select min(version) from overlay_event), 1) as Oldest
            from buffer
            """;
        var life = connection.QuerySingle<Life>(sql);
        var version = new OverlayVersion(life.History, life.Newest);
        return known?.History == life.History && known.Number >= life.Oldest - 1 && known.Number <= life.Newest
            ? new OverlayUpdate(version, IsSnapshot: false, Events(connection, known.Number))
            : new OverlayUpdate(version, IsSnapshot: true, Snapshot(connection));
    }

    private static OverlayEvent[] Snapshot(SqliteConnection connection)
    {
        const string sql =
            """
            select id as Id, body as Body, entities as Entities, accepted_at as AcceptedAt, sequence as Sequence, state as State, lsn as Lsn
            from buffered_transaction
            where state in ('buffered', 'applying', 'committed', 'failed', 'parked') order by sequence
            """;
        return [.. connection.Query<Row>(sql).Select(row => new OverlayEvent.Taken(row.ToTransaction()))];
    }

    private static List<OverlayEvent> Events(SqliteConnection connection, long after)
    {
        const string sql =
            """
            select event.transaction_id as Id, event.state as MovedTo, event.lsn as MovedLsn, body as Body, entities as Entities,
                accepted_at as AcceptedAt, sequence as Sequence, taken.state as State, taken.lsn as Lsn
            from overlay_event event
            left join buffered_transaction taken on taken.id = event.transaction_id and event.state is null
            where version > @after order by version
            """;
        var events = new List<OverlayEvent>();
        var moved = new List<Happened>();
        foreach (var happened in connection.Query<Happened>(sql, new { after }))
        {
            if (moved.Count > 0 && (moved[0].MovedTo, moved[0].MovedLsn) != (happened.MovedTo, happened.MovedLsn))
                EndMove();
            if (happened.MovedTo is not null)
                moved.Add(happened);
            else if (happened.Body is not null)
                events.Add(new OverlayEvent.Taken(happened.ToTransaction()));
        }

        EndMove();
        return events;

        void EndMove()
        {
            if (moved.Count > 0)
                events.Add(moved[0].ToMove([.. moved.Select(each => Guid.Parse(each.Id!))]));
            moved.Clear();
        }
    }

    private sealed record Life
    {
        public required string History { get; init; }
        public long Newest { get; init; }
        public long Oldest { get; init; }
    }

    private record Row
    {
        public string? Id { get; init; }
        public string? Body { get; init; }
        public string? Entities { get; init; }
        public long AcceptedAt { get; init; }
        public long Sequence { get; init; }
        public string? State { get; init; }
        public string? Lsn { get; init; }

        public OverlayTransaction ToTransaction()
        {
            var (state, lsn) = (WireNames.Parse<TransactionState>(State!), SqliteBufferValues.ReadLsn(Lsn));
            return StoredTransaction.TryReadOverlay(Encoding.UTF8.GetBytes(Body!), Guid.Parse(Id!), Sequence, state, lsn)
                ?? OverlayTransaction.Of(SqliteBufferValues.StandIn(Id!, Entities!, AcceptedAt), Sequence, state, lsn);
        }
    }

    private sealed record Happened : Row
    {
        public string? MovedTo { get; init; }
        public string? MovedLsn { get; init; }

        public OverlayEvent ToMove(Guid[] ids) =>
            WireNames.Parse<TransactionState>(MovedTo!) is var state && state.IsFinal()
                ? new OverlayEvent.Released(ids)
                : new OverlayEvent.Moved(ids, state, SqliteBufferValues.ReadLsn(MovedLsn));
    }
}
