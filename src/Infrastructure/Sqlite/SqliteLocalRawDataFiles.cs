using CcatOps.Application.Features.Observations;
using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.Sqlite;

internal sealed class SqliteLocalRawDataFiles(SqliteLocalDatabase database)
    : IRecordReader<RawDataFile, ById<Guid>, RawDataFileFilter>, IFilesOfExecutions
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

    public async Task<StoredFiles> FirstAsync(
        IReadOnlyCollection<Guid> executions, int most, IReadOnlyCollection<Guid> except, CancellationToken cancellationToken)
    {
        const string first =
            """
            select id, executed_obs_unit_id, name, relative_path, size_bytes, checksum, instrument_module, transaction_id
            from (
                select *, row_number() over (partition by executed_obs_unit_id order by id) as place
                from raw_data_file
                where executed_obs_unit_id in (select value from json_each(@Executions))
                  and id not in (select value from json_each(@Except)))
            where place <= @Most
            """;
        const string count =
            """
            select executed_obs_unit_id as Execution, count(*) as Count from raw_data_file
            where executed_obs_unit_id in (select value from json_each(@Executions)) and id not in (select value from json_each(@Except))
            group by executed_obs_unit_id
            """;
        var values = new { Executions = SqliteMainValues.List(executions), Except = SqliteMainValues.List(except), Most = most };
        var counts = await database.QueryAsync<FileCount>(count, values, cancellationToken);
        var files = await database.QueryAsync<RawDataFile>(first, values, cancellationToken);
        return new(files, counts.ToDictionary(each => each.Execution, each => each.Count));
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

    private sealed record FileCount
    {
        public Guid Execution { get; init; }
        public long Count { get; init; }
    }
}
