using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;

namespace CcatOps.Infrastructure.Postgres;

internal sealed class PostgresFilesOfExecutions(PostgresLocalDatabase database) : IFilesOfExecutions
{
    public async Task<StoredFiles> FirstAsync(
        IReadOnlyCollection<Guid> executions, int most, IReadOnlyCollection<Guid> except, CancellationToken cancellationToken)
    {
        const string first =
            """
            select file.id, file.executed_obs_unit_id, file.name, file.relative_path, file.size_bytes, file.checksum, file.instrument_module,
                   file.raw_data_package_id, file.transaction_id
            from unnest(@Executions) as execution (id)
            cross join lateral (
                select * from raw_data_file
                where executed_obs_unit_id = execution.id
                  and not exists (select from unnest(@Except) as excepted (id) where excepted.id = raw_data_file.id)
                order by id
                limit @Most) as file
            """;
        const string count =
            """
            select executed_obs_unit_id as execution, count(*) as count from raw_data_file
            where executed_obs_unit_id = any(@Executions)
              and not exists (select from unnest(@Except) as excepted (id) where excepted.id = raw_data_file.id)
            group by executed_obs_unit_id
            """;
        var values = new { Executions = executions.ToArray(), Except = except.ToArray(), Most = most };
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
