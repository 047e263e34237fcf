using CcatOps.Application.Features.Observations;
using CcatOps.Application.Reads;
using CcatOps.Application.Replication;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Simulation.Servers;

/// <summary>The replica as one process reaches it.</summary>
internal sealed class ReplicaPorts(World world, ReplicaServer server, Link link)
    : ILocalReplica, IMarkerKeys, IShownTransactions, IFilesOfExecutions
{
    /// <summary>The content of the replica when the request began; only a sabotaged process reads from there.</summary>
    public Rows? ReadAhead { get; set; }

    public IRecordReader<ExecutedObsUnit, NewestFirst, ExecutedObsUnitFilter> Executions => new Reader<ExecutedObsUnit, NewestFirst, ExecutedObsUnitFilter>(
        this, RecordTypes.ExecutedObsUnit, (record, id) => record with { TransactionId = id });

    public IRecordReader<RawDataFile, ById<Guid>, RawDataFileFilter> Files => new Reader<RawDataFile, ById<Guid>, RawDataFileFilter>(
        this, RecordTypes.RawDataFile, (record, id) => record with { TransactionId = id });

    public IRecordReader<ObsUnit, ById<int>, ObsUnitFilter> ObsUnits => new Reader<ObsUnit, ById<int>, ObsUnitFilter>(
        this, RecordTypes.ObsUnit, (record, id) => record with { TransactionId = id });

    public Task<Lsn> GetReplayedLsnAsync(CancellationToken cancellationToken) => link.CallAsync("position", () => server.Position);

    public Task<IReadOnlyCollection<Guid>> FindMarkersAsync(
        IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken) =>
        link.CallAsync<IReadOnlyCollection<Guid>>("local markers", () => [.. transactionIds.Where(server.Has)]);

    Task<Guid?> IMarkerKeys.FindAsync(MarkerKey key, CancellationToken cancellationToken) =>
        link.CallAsync("key", () => server.Holder(key)?.Id);

    Task<Transaction?> IShownTransactions.FindAsync(Guid id, Transaction repetition, CancellationToken cancellationToken) =>
        link.CallAsync("shown", () => server.Find(id));

    Task<StoredFiles> IFilesOfExecutions.FirstAsync(
        IReadOnlyCollection<Guid> executions, int most, IReadOnlyCollection<Guid> except, CancellationToken cancellationToken) =>
        QueryAsync("files", rows =>
        {
            var found = rows.Of(Tables.RawDataFile)
                .Select(row => RowChanges.ToRecord<RawDataFile>(row.Values) with { TransactionId = row.TransactionId })
                .Where(file => executions.Contains(file.ExecutedObsUnitId) && !except.Contains(file.Id))
                .ToLookup(file => file.ExecutedObsUnitId);
            return new StoredFiles(
                [.. found.SelectMany(group => group.OrderBy(file => file.Id).Take(most))],
                found.ToDictionary(group => group.Key, group => group.LongCount()));
        });

    private Task<T> QueryAsync<T>(string what, Func<Rows, T> query) => link.CallAsync(what, () =>
        query(world.Sabotage == Sabotage.ReplicaBeforeOverlay ? ReadAhead ?? server.Rows : server.Rows));

    private sealed class Reader<TRecord, TPosition, TFilter>(
        ReplicaPorts replica, RecordType<TRecord, TPosition> type, Func<TRecord, Guid, TRecord> with) : IRecordReader<TRecord, TPosition, TFilter>
        where TPosition : struct, IComparable<TPosition>
        where TFilter : IRecordFilter<TRecord>
    {
        public Task<IReadOnlyList<TRecord>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
            replica.QueryAsync<IReadOnlyList<TRecord>>(
                "find", rows => [.. keys.Select(key => rows.Find(type.Table.Name, key)).OfType<Row>().Select(ToRecord)]);

        public Task<IReadOnlyList<TRecord>> PageAsync(
            TFilter filter, TPosition? after, int limit, CancellationToken cancellationToken) =>
            replica.QueryAsync<IReadOnlyList<TRecord>>(
                "page",
                rows =>
                [
                    .. Matching(rows, filter)
                        .Where(record => after is not { } place || type.Position(record).CompareTo(place) > 0)
                        .OrderBy(type.Position)
                        .Take(limit),
                ]);

        public Task<long> CountAsync(TFilter filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken) =>
            replica.QueryAsync("count", rows => Matching(rows, filter).LongCount(record => !except.Contains(type.Key(record))));

        private IEnumerable<TRecord> Matching(Rows rows, TFilter filter) => rows.Of(type.Table).Select(ToRecord).Where(filter.Matches);

        private TRecord ToRecord(Row row) => with(RowChanges.ToRecord<TRecord>(row.Values), row.TransactionId);
    }
}
