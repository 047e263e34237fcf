using CcatOps.Application.Writes;
using CcatOps.Domain.Schema;
using Dapper;

namespace CcatOps.Infrastructure.Postgres;

internal sealed class PostgresIntegerKeys(MainDataSource main) : IIntegerKeys
{
    public Task<int> NextAsync(Table table, CancellationToken cancellationToken)
    {
        var command = new CommandDefinition(
            "select nextval(pg_get_serial_sequence(@Table, @Key))", new { Table = table.Quoted, table.Key }, cancellationToken: cancellationToken);
        return main.RepeatAsync(connection => connection.ExecuteScalarAsync<int>(command), cancellationToken);
    }
}
