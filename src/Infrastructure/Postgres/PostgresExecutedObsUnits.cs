using CcatOps.Application.Reads;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Observations;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.Postgres;

internal sealed class PostgresExecutedObsUnits(LocalDatabase database)
    : IRecordReader<ExecutedObsUnit, NewestFirst, ExecutedObsUnitFilter>
{
    private const string Select =
        """
        select id, obs_unit_id, status, start_time, end_time, instrument_module, conditions, comment, transaction_id
        from executed_obs_unit
        """;

    public Task<IReadOnlyList<ExecutedObsUnit>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        database.QueryAsync<ExecutedObsUnit>(
            $"{Select} where id = any(@Ids)", new { Ids = keys.Select(Guid.Parse).ToArray() }, cancellationToken);

    public Task<IReadOnlyList<ExecutedObsUnit>> PageAsync(
        ExecutedObsUnitFilter filter,
        NewestFirst? after,
        int limit,
        CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(after is not null, "(start_time, id) < (@AfterTime, @AfterId)");
        return database.QueryAsync<ExecutedObsUnit>(
            $"{Select} {conditions} order by start_time desc, id desc limit @Limit",
            Values(filter, after, limit),
            cancellationToken);
    }

    public async Task<long> CountAsync(ExecutedObsUnitFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(except.Count > 0, "id <> all(@Except)");
        var counts = await database.QueryAsync<long>(
            $"select count(*) from executed_obs_unit {conditions}",
            Values(filter, null, 0, except.Select(Guid.Parse).ToArray()),
            cancellationToken);
        return counts[0];
    }

    private static Conditions Matching(ExecutedObsUnitFilter filter) => new Conditions()
        .When(filter.ObsUnitIds.Count > 0, "obs_unit_id = any(@ObsUnitIds)")
        .When(filter.Statuses.Count > 0, "status = any(@Statuses)")
        .When(filter.MinStartTime is not null, "start_time >= @MinStartTime")
        .When(filter.MaxStartTime is not null, "start_time < @MaxStartTime");

    private static object Values(ExecutedObsUnitFilter filter, NewestFirst? after, int limit, Guid[]? except = null) => new
    {
        ObsUnitIds = filter.ObsUnitIds.ToArray(),
        Statuses = filter.Statuses.Select(WireNames.Of).ToArray(),
        filter.MinStartTime,
        filter.MaxStartTime,
        AfterTime = after?.Time,
        AfterId = after?.Id,
        Limit = limit,
        Except = except,
    };
}
