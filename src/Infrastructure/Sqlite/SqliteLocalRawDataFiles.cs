using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.Sqlite;

internal sealed class SqliteLocalRawDataFiles(SqliteLocalDatabase database) : IRecordReader<RawDataFile, ById<Guid>, RawDataFileFilter>
{
    private const string Select =
        """
        select id, executed_obs_unit_id, name, relative_path, size_bytes, checksum, instrument_module, transaction_id
        from raw_data_file
        """;

    public Task<IReadOnlyList<RawDataFile>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        database.QueryAsync<RawDataFile>(
            $"{Select} where id in (select value from json_each(@Ids))",
            new { Ids = SqliteMainValues.List(keys.Select(Guid.Parse)) },
            cancellationToken);

    public Task<IReadOnlyList<RawDataFile>> PageAsync(
        RawDataFileFilter filter,
        ById<Guid>? after,
        int limit,
        CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(after is not null, "id > @AfterId");
        return database.QueryAsync<RawDataFile>(
            $"{Select} {conditions} order by id limit @Limit", Values(filter, after, limit, []), cancellationToken);
    }

    public async Task<long> CountAsync(RawDataFileFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(except.Count > 0, "id not in (select value from json_each(@Except))");
        var counts = await database.QueryAsync<long>(
            $"select count(*) from raw_data_file {conditions}", Values(filter, null, 0, except), cancellationToken);
        return counts[0];
    }

    private static Conditions Matching(RawDataFileFilter filter) => new Conditions()
        .When(filter.ExecutedObsUnitIds.Count > 0, "executed_obs_unit_id in (select value from json_each(@ExecutedObsUnitIds))")
        .When(filter.Names.Count > 0, "name in (select value from json_each(@Names))");

    private static object Values(RawDataFileFilter filter, ById<Guid>? after, int limit, IReadOnlyCollection<string> except) => new
    {
        ExecutedObsUnitIds = SqliteMainValues.List(filter.ExecutedObsUnitIds),
        Names = SqliteMainValues.List(filter.Names),
        AfterId = after is { Id: var id } ? SqliteMainValues.Text(id) : null,
        Limit = limit,
        Except = SqliteMainValues.List(except.Select(Guid.Parse)),
    };
}
