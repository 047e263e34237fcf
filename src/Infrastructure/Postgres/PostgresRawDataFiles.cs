using CcatOps.Application.Features.Observations;
using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;
using CcatOps.Infrastructure.Sql;

namespace CcatOps.Infrastructure.Postgres;

internal sealed class PostgresRawDataFiles(LocalDatabase database)
    : IRecordReader<RawDataFile, ById<Guid>, RawDataFileFilter>, IFilesOfExecutions
{
    private const string Select =
        """
        select id, executed_obs_unit_id, name, relative_path, size_bytes, checksum, instrument_module, transaction_id
        from raw_data_file
        """;

    public Task<IReadOnlyList<RawDataFile>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        database.QueryAsync<RawDataFile>(
            $"{Select} where id = any(@Ids)", new { Ids = keys.Select(Guid.Parse).ToArray() }, cancellationToken);

    public Task<IReadOnlyList<RawDataFile>> PageAsync(
        RawDataFileFilter filter,
        ById<Guid>? after,
        int limit,
        CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(after is not null, "id > @AfterId");
        return database.QueryAsync<RawDataFile>(
            $"{Select} {conditions} order by id limit @Limit",
            new
            {
                ExecutedObsUnitIds = filter.ExecutedObsUnitIds.ToArray(),
                Names = filter.Names.ToArray(),
                AfterId = after?.Id,
                Limit = limit,
            },
            cancellationToken);
    }

    public async Task<long> CountAsync(RawDataFileFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        var conditions = Matching(filter).When(except.Count > 0, "id <> all(@Except)");
        var counts = await database.QueryAsync<long>(
            $"select count(*) from raw_data_file {conditions}",
            new
            {
                ExecutedObsUnitIds = filter.ExecutedObsUnitIds.ToArray(),
                Names = filter.Names.ToArray(),
                Except = except.Select(Guid.Parse).ToArray(),
            },
            cancellationToken);
        return counts[0];
    }

    public async Task<StoredFiles> FirstAsync(
        IReadOnlyCollection<Guid> executions, int most, IReadOnlyCollection<Guid> except, CancellationToken cancellationToken)
    {
        const string first =
            """
            select file.id, file.executed_obs_unit_id, file.name, file.relative_path, file.size_bytes, file.checksum, file.instrument_module,
                   file.transaction_id
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

    private static Conditions Matching(RawDataFileFilter filter) => new Conditions()
        .When(filter.ExecutedObsUnitIds.Count > 0, "executed_obs_unit_id = any(@ExecutedObsUnitIds)")
        .When(filter.Names.Count > 0, "name = any(@Names)");

    private sealed record FileCount
    {
        public Guid Execution { get; init; }
        public long Count { get; init; }
    }
}
