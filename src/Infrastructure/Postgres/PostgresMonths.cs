using CcatOps.Application.Errors;
using CcatOps.Infrastructure.Sql;
using Dapper;
using Npgsql;

namespace CcatOps.Infrastructure.Postgres;

internal sealed class PostgresMonths(MainDataSource main, TimeProvider time) : ITableMonths
{
    /// <summary>The part named for everything else takes what comes later, so nothing depends on a start in this time.</summary>
    private const int MonthsAhead = 12;

    private DateTime Horizon => time.GetUtcNow().UtcDateTime.AddMonths(MonthsAhead);

    public Task<bool> DivideAsync(CancellationToken cancellationToken) => main.ChangeSchemaAsync(
        async connection =>
        {
            if (await SchemaVersion.OfAsync(connection, cancellationToken) is var version && Schema.Postgres.Mismatch(version) is { } mismatch)
                throw new MainDatabaseUnavailableException(mismatch);
            if (await IsDividedAsync(connection, cancellationToken))
            {
                await KeepAheadAsync(connection, cancellationToken);
                return false;
            }

            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteSchemaAsync("set local statement_timeout = 0", null, cancellationToken);
            await connection.ExecuteSchemaAsync(Script("months"), null, cancellationToken);
            await connection.ExecuteSchemaAsync(Script("forget_month"), null, cancellationToken);
            await connection.ExecuteSchemaAsync(
                "select divide_by_month(@Now, @Horizon)", new { Now = time.GetUtcNow().UtcDateTime, Horizon }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>Makes the months to come, where the tables are divided and this role may: else <c>--migrate</c> by their owner does.</summary>
    public async Task KeepAheadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await IsDividedAsync(connection, cancellationToken) || !await IsOwnerAsync(connection, cancellationToken))
            return;
        await connection.ExecuteSchemaAsync("select keep_months_ahead(@Horizon)", new { Horizon }, cancellationToken);
        await connection.ExecuteSchemaAsync(Script("forget_month"), null, cancellationToken);
    }

    private static Task<bool> IsDividedAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select to_regproc('divide_by_month') is not null", cancellationToken: cancellationToken));

    private static Task<bool> IsOwnerAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select pg_has_role(relowner, 'usage') from pg_class where oid = 'applied_transaction'::regclass", cancellationToken: cancellationToken));

    private static string Script(string name)
    {
        using var stream = typeof(PostgresMonths).Assembly.GetManifestResourceStream(typeof(PostgresMonths), $"{name}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
