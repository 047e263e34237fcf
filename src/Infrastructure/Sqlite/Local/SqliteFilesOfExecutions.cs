using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using CcatOps.Infrastructure.Sqlite.Main;

namespace CcatOps.Infrastructure.Sqlite.Local;

internal sealed class SqliteFilesOfExecutions(SqliteLocalDatabase database) : IFilesOfExecutions
{
    public async Task<StoredFiles> FirstAsync(
        IReadOnlyCollection<Guid> executions, int most, IReadOnlyCollection<Guid> except, CancellationToken cancellationToken)
    {
        const string first =
            """
            select id, executed_obs_unit_id, name, relative_path, size_bytes, checksum, instrument_module, raw_data_package_id, transaction_id
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

    private sealed record FileCount
    {
        public Guid Execution { get; init; }
        public long Count { get; init; }
    }
}
