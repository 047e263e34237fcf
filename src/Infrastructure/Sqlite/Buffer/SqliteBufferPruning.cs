using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

/// <summary>Only in a final state may anything expire.</summary>
internal static class SqliteBufferPruning
{
    /// <summary>Seven days after the final state, and one for clocks that jump.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromDays(8);

    /// <summary>Deletes the oldest of what is over, a bounded number at a time; their claims go with them.</summary>
    public static void Prune(SqliteConnection connection, long now)
    {
        const string sql =
            """
            delete from buffered_transaction where id in (
                select id from buffered_transaction
                where state in ('replicated', 'discarded') and coalesce(replicated_at, discarded_at) < @before
                limit 1000)
            """;
        connection.Execute(sql, new { before = now - (Retention.Ticks / TimeSpan.TicksPerMicrosecond) });
    }
}
