using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Replication;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Records;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Simulation.Servers;

/// <summary>The replica as one process reaches it.</summary>
internal sealed class ReplicaPorts(World world, ReplicaServer server, Link link)
    : ILocalReplica, IMarkerKeys, IShownTransactions, IFilesOfExecutions
{
    /// <summary>The content of the replica when the request began; only a sabotaged process reads from there.</summary>
    public Rows? ReadAhead { get; set; }

    public IRecordReader<ExecutedObsUnit> Executions => new Reader<ExecutedObsUnit>(this);

    public IRecordReader<RawDataFile> Files => new Reader<RawDataFile>(this);

    public IRecordReader<ObsUnit> ObsUnits => new Reader<ObsUnit>(this);

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

    private sealed class Reader<TRecord>(ReplicaPorts replica) : IRecordReader<TRecord>
        where TRecord : StoredRecord
    {
        public Task<IReadOnlyList<TRecord>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
            replica.QueryAsync<IReadOnlyList<TRecord>>(
                "find", rows => [.. keys.Select(key => rows.Find(RecordType<TRecord>.Table.Name, key)).OfType<Row>().Select(ToRecord)]);

        public Task<IReadOnlyList<TRecord>> PageAsync(
            RecordFilter<TRecord> filter, ListPlace? after, int limit, CancellationToken cancellationToken) =>
            replica.QueryAsync<IReadOnlyList<TRecord>>(
                "page",
                rows =>
                [
                    .. Matching(rows, filter)
                        .Where(record => after is not { } place || RecordType<TRecord>.PlaceOf(record).CompareTo(place) > 0)
                        .OrderBy(RecordType<TRecord>.PlaceOf)
                        .Take(limit),
                ]);

        public Task<long> CountAsync(RecordFilter<TRecord> filter, IReadOnlyCollection<string> except, CancellationToken cancellationToken) =>
            replica.QueryAsync("count", rows => Matching(rows, filter).LongCount(record => !except.Contains(RecordType<TRecord>.KeyOf(record))));

        private IEnumerable<TRecord> Matching(Rows rows, RecordFilter<TRecord> filter) => rows.Of(RecordType<TRecord>.Table).Select(ToRecord).Where(filter.Matches);

        private TRecord ToRecord(Row row) => RowChanges.ToRecord<TRecord>(row.Values) with { TransactionId = row.TransactionId };
    }
}
