using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>
/// The buffer's records: all that are in no final state, and for a week the others. What a released one was, its marker tells, and that of an
/// older one tells all there is.
/// </summary>
internal sealed class RedisTransactionLog(RedisConnection redis, OverlayMirror mirror, ITransactionLog markers) : ITransactionLog
{
    private const int FinishedAtOnce = 500;
    private const int FinishedAtMost = 10_000;

    public async Task<TransactionRecord?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await LoadAsync(id) is { } held
            ? (await markers.CompleteAsync([held], isRequired: false, cancellationToken))[0]
            : await markers.FindAsync(id, cancellationToken);

    public async Task<TransactionPage> ListAsync(TransactionFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var before = cursor is null ? long.MaxValue : Cursors.Decode<Place>(cursor).Sequence;
        var overlay = await mirror.GetCurrentAsync(cancellationToken);
        var pending = await LoadAsync(overlay.Transactions
            .Where(transaction => transaction.Sequence < before && Matches(filter, transaction))
            .OrderByDescending(transaction => transaction.Sequence)
            .Take(limit + 1)
            .Select(transaction => transaction.Id));
        var (finished, scannedTo) = await FinishedAsync(filter, before, limit + 1, cancellationToken);
        var found = pending.Where(record => !record.State.IsFinal())
            .Concat(finished)
            .Where(record => record.Sequence >= scannedTo)
            .DistinctBy(record => record.Id)
            .OrderByDescending(record => record.Sequence)
            .ToArray();
        var items = found.Take(limit).ToArray();
        var next = found.Length > limit ? items[^1].Sequence!.Value : scannedTo;
        return new TransactionPage(items, next > long.MinValue ? Cursors.Encode(new Place(next)) : null);
    }

    /// <returns>The matches, and the sequence down to which it has searched; the least one when it has searched all.</returns>
    private async Task<(List<TransactionRecord> Found, long ScannedTo)> FinishedAsync(
        TransactionFilter filter,
        long before,
        int limit,
        CancellationToken cancellationToken)
    {
        var found = new List<TransactionRecord>();
        if (filter.States.Count > 0 && !filter.States.Any(state => state.IsFinal()))
            return (found, long.MinValue);

        for (var scanned = 0; scanned < FinishedAtMost; scanned += FinishedAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entries = await redis.UseAsync(database => database.SortedSetRangeByScoreWithScoresAsync(
                redis.Keys.FinishedTransactions,
                stop: before,
                exclude: Exclude.Stop,
                order: Order.Descending,
                take: FinishedAtOnce));
            var loaded = await LoadAsync(entries.Select(entry => Guid.Parse((string)entry.Element!)));
            found.AddRange((await markers.CompleteAsync(loaded, filter.Entities.Count > 0, cancellationToken)).Where(filter.Matches));
            if (entries.Length < FinishedAtOnce)
                return (found, long.MinValue);
            before = (long)entries[^1].Score;
            if (found.Count >= limit)
                return (found, long.MinValue);
        }

        return (found, before);
    }

    private async Task<IReadOnlyList<TransactionRecord>> LoadAsync(IEnumerable<Guid> ids) =>
        [.. (await Task.WhenAll(ids.Select(LoadAsync))).OfType<TransactionRecord>()];

    private async Task<TransactionRecord?> LoadAsync(Guid id)
    {
        var entries = await redis.UseAsync(database => database.HashGetAllAsync(redis.Keys.Transaction(id.ToString())));
        return entries.Length == 0 ? null : Read(id, entries.ToDictionary(entry => (string)entry.Name!, entry => entry.Value));
    }

    private TransactionRecord Read(Guid id, Dictionary<string, RedisValue> fields)
    {
        var body = StoredTransaction.TryRead(redis.Seal.Open(fields.GetValueOrDefault("body")), id);
        var transaction = body ?? RedisBodies.StandIn(id, fields);
        return new TransactionRecord
        {
            Id = transaction.Id,
            State = WireNames.Parse<TransactionState>((string)fields.GetValueOrDefault("state", "failed")!),
            Operation = transaction.Operation,
            SiteName = transaction.SiteName,
            Principal = transaction.Principal,
            Entities = transaction.Entities,
            Sequence = (long)fields.GetValueOrDefault("sequence", 0),
            AcceptedAt = transaction.AcceptedAt,
            Times = Enum.GetValues<TransactionState>()
                .Where(state => fields.ContainsKey($"{WireNames.Of(state)}_at"))
                .ToDictionary(state => state, state => TransactionBody.ReadTime((string)fields[$"{WireNames.Of(state)}_at"]!)!.Value),
            Attempts = (int)fields.GetValueOrDefault("attempts", 0),
            TotalAttempts = (long)fields.GetValueOrDefault("total_attempts", 0),
            History = TransactionBody.ReadLines<Attempt>(fields.GetValueOrDefault("history")),
            Edits = TransactionBody.ReadLines<TransactionEdit>(fields.GetValueOrDefault("edits")),
            Body = body,
            LastError = (string?)fields.GetValueOrDefault("last_error"),
            Lsn = Lsn.TryParse((string?)fields.GetValueOrDefault("lsn"), null, out var lsn) ? lsn : null,
            Reason = (string?)fields.GetValueOrDefault("reason"),
        };
    }

    private static bool Matches(TransactionFilter filter, OverlayTransaction entry) =>
        (filter.States.Count == 0 || filter.States.Contains(entry.State))
        && (filter.Operations.Count == 0 || filter.Operations.Contains(entry.ReadOperation()))
        && (filter.Entities.Count == 0 || filter.Entities.Intersect(entry.ReadEntities()).Any())
        && (filter.MinAcceptedAt is not { } min || entry.ReadAcceptedAt() >= min)
        && (filter.MaxAcceptedAt is not { } max || entry.ReadAcceptedAt() < max);

    private sealed record Place(long Sequence);
}
