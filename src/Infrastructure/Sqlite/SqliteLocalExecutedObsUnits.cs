using CcatOps.Application.Reads;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Observations;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.Sqlite;

internal sealed class SqliteLocalExecutedObsUnits(SqliteLocalDatabase database)
    : IRecordReader<ExecutedObsUnit, NewestFirst, ExecutedObsUnitFilter>
{
    private const string Select =
        """
        select id, obs_unit_id, status, start_time, end_time, instrument_module, conditions, comment, transaction_id
        from executed_obs_unit
        """;

    public Task<IReadOnlyList<ExecutedObsUnit>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        database.QueryAsync<ExecutedObsUnit>(
            $"{Select} where id in (select value from json_each(@Ids))",
            new { Ids = SqliteMainValues.List(keys.Select(Guid.Parse)) },
            cancellationToken);

    public Task<IReadOnlyList<ExecutedObsUnit>> PageAsync(
        ExecutedObsUnitFilter filter,
        NewestFirst? after,
        int limit,
        CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(after is not null, "(start_time, id) < (@AfterTime, @AfterId)");
        return database.QueryAsync<ExecutedObsUnit>(
            $"{Select} {conditions} order by start_time desc, id desc limit @Limit",
            Values(filter, after, limit, []),
            cancellationToken);
    }

    public async Task<long> CountAsync(
        ExecutedObsUnitFilter filter,
        IReadOnlyCollection<string> except,
        CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(except.Count > 0, "id not in (select value from json_each(@Except))");
        var counts = await database.QueryAsync<long>(
            $"select count(*) from executed_obs_unit {conditions}", Values(filter, null, 0, except), cancellationToken);
        return counts[0];
    }

    private static Conditions Matching(ExecutedObsUnitFilter filter) => new Conditions()
        .When(filter.ObsUnitIds.Count > 0, "obs_unit_id in (select value from json_each(@ObsUnitIds))")
        .When(filter.Statuses.Count > 0, "status in (select value from json_each(@Statuses))")
        .When(filter.MinStartTime is not null, "start_time >= @MinStartTime")
        .When(filter.MaxStartTime is not null, "start_time < @MaxStartTime");

    private static object Values(ExecutedObsUnitFilter filter, NewestFirst? after, int limit, IReadOnlyCollection<string> except) => new
    {
        ObsUnitIds = SqliteMainValues.List(filter.ObsUnitIds),
        Statuses = SqliteMainValues.List(filter.Statuses.Select(WireNames.Of)),
        MinStartTime = SqliteMainValues.Text(filter.MinStartTime),
        MaxStartTime = SqliteMainValues.Text(filter.MaxStartTime),
        AfterTime = SqliteMainValues.Text(after?.Time),
        AfterId = after is { Id: var id } ? SqliteMainValues.Text(id) : null,
        Limit = limit,
        Except = SqliteMainValues.List(except.Select(Guid.Parse)),
    };
}
