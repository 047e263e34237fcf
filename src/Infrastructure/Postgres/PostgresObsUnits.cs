using System.Globalization;
using CcatOps.Application.Features.ObsUnits;
using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using CcatOps.Infrastructure.Sql;
using Dapper;

namespace CcatOps.Infrastructure.Postgres;

internal sealed class PostgresObsUnits(LocalDatabase database) : IRecordReader<ObsUnit, ById<int>, ObsUnitFilter>
{
    private const string Select =
        "select id, name, target, ra, dec, duration_seconds, configuration, transaction_id from obs_unit";

    public Task<IReadOnlyList<ObsUnit>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        database.QueryAsync<ObsUnit>($"{Select} where id = any(@Ids)", new { Ids = Ids(keys) }, cancellationToken);

    public Task<IReadOnlyList<ObsUnit>> PageAsync(ObsUnitFilter filter, ById<int>? after, int limit, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(after is not null, "id > @AfterId");
        return database.QueryAsync<ObsUnit>(
            $"{Select} {conditions} order by id limit @Limit",
            new { Names = filter.Names.ToArray(), AfterId = after?.Id, Limit = limit },
            cancellationToken);
    }

    public async Task<long> CountAsync(ObsUnitFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(except.Count > 0, "id <> all(@Except)");
        var counts = await database.QueryAsync<long>(
            $"select count(*) from obs_unit {conditions}", new { Names = filter.Names.ToArray(), Except = Ids(except) }, cancellationToken);
        return counts[0];
    }

    private static Conditions Matching(ObsUnitFilter filter) => new Conditions().When(filter.Names.Count > 0, "name = any(@Names)");

    private static int[] Ids(IEnumerable<string> keys) => [.. keys.Select(key => int.Parse(key, CultureInfo.InvariantCulture))];
}

internal sealed class PostgresObsUnitIds(MainDataSource main) : IObsUnitIds
{
    public Task<int> NextAsync(CancellationToken cancellationToken)
    {
        const string sql = "select nextval(pg_get_serial_sequence('obs_unit', 'id'))";
        return main.RepeatAsync(
            connection => connection.ExecuteScalarAsync<int>(new CommandDefinition(sql, cancellationToken: cancellationToken)),
            cancellationToken);
    }
}
