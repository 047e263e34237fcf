using CcatOps.Infrastructure.Buffering;
using Dapper;

namespace CcatOps.Infrastructure.Sqlite.Buffer;

internal sealed class SqliteBufferSequence(SqliteBufferFile file) : ISequenceCounter
{
    public Task<long?> FindAsync() => file.ReadAsync(
        connection => connection.ExecuteScalar<long?>("select sequence from buffer"), CancellationToken.None);

    public Task RaiseAsync(long floor)
    {
        const string sql =
            """
            update buffer set sequence = max(@floor, coalesce(sequence, (select max(sequence) from buffered_transaction), 0))
            where sequence is null or sequence < @floor
            """;
        return file.WriteAsync(connection => connection.Execute(sql, new { floor }), CancellationToken.None);
    }
}
