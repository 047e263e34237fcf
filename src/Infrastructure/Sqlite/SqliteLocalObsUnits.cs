using System.Globalization;
using CcatOps.Application.Errors;
using CcatOps.Application.Features.ObsUnits;
using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using CcatOps.Infrastructure.Sql;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcatOps.Infrastructure.Sqlite;

internal sealed class SqliteLocalObsUnits(SqliteLocalDatabase database) : IRecordReader<ObsUnit, ById<int>, ObsUnitFilter>
{
    private const string Select =
        "select id, name, target, ra, dec, duration_seconds, configuration, transaction_id from obs_unit";

    public Task<IReadOnlyList<ObsUnit>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        database.QueryAsync<ObsUnit>(
            $"{Select} where id in (select value from json_each(@Ids))", new { Ids = Ids(keys) }, cancellationToken);

    public Task<IReadOnlyList<ObsUnit>> PageAsync(ObsUnitFilter filter, ById<int>? after, int limit, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(after is not null, "id > @AfterId");
        return database.QueryAsync<ObsUnit>(
            $"{Select} {conditions} order by id limit @Limit",
            new { Names = SqliteMainValues.List(filter.Names), AfterId = after?.Id, Limit = limit },
            cancellationToken);
    }

    public async Task<long> CountAsync(ObsUnitFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(except.Count > 0, "id not in (select value from json_each(@Except))");
        var counts = await database.QueryAsync<long>(
            $"select count(*) from obs_unit {conditions}",
            new { Names = SqliteMainValues.List(filter.Names), Except = Ids(except) },
            cancellationToken);
        return counts[0];
    }

    private static Conditions Matching(ObsUnitFilter filter) =>
        new Conditions().When(filter.Names.Count > 0, "name in (select value from json_each(@Names))");

    private static string Ids(IEnumerable<string> keys) =>
        SqliteMainValues.List(keys.Select(key => int.Parse(key, CultureInfo.InvariantCulture)));
}

internal sealed class SqliteMainObsUnitIds(SqliteMainFile main) : IObsUnitIds
{
    public async Task<int> NextAsync(CancellationToken cancellationToken)
    {
        const string sql =
            """
            update next_key set given = max(given, (select coalesce(max(id), 0) from obs_unit)) + 1
            where table_name = 'obs_unit' returning given
            """;
        try
        {
            return await main.WriteAsync(connection => connection.ExecuteScalar<int>(sql), cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw new MainDatabaseUnavailableException(exception.ToFailure().ToString(), exception);
        }
    }
}
