using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Simulation.Servers;

/// <summary>The changes of one commit at main, as its replicas get them.</summary>
internal sealed record Commit(Lsn Lsn, ImmutableArray<(Guid TransactionId, Change Change)> Changes, ImmutableArray<Transaction> Markers);

/// <summary>The main database: constraints, markers, epochs and a log.</summary>
internal sealed class MainServer(World world)
{
    private readonly Dictionary<Guid, Transaction> markers = [];
    private long epoch;
    private long? greatestSequence;
    private Rows rows = Rows.Empty;

    public List<Commit> Log { get; } = [];
    public HashSet<int> ObsUnits { get; } = [1, 2, 3];
    public Lsn Position => Log.Count == 0 ? new Lsn(0x9FF_FFF0) : Log[^1].Lsn;

    public bool Has(Guid transactionId) => markers.ContainsKey(transactionId);

    public long AcquireEpoch() => ++epoch;

    public long? GreatestSequence => greatestSequence;

    public bool IsStale(long under) => world.Sabotage != Sabotage.NoFencing && under < epoch;

    public bool IsKnown(Guid id) => world.Sabotage != Sabotage.NoMarkers && Has(id);

    /// <summary>Applies all, or nothing.</summary>
    /// <returns>Why not; null when it was applied.</returns>
    public Failure? Apply(IReadOnlyList<BufferedTransaction> batch)
    {
        var next = rows;
        foreach (var (transaction, _, _) in batch)
        {
            if (IsKnown(transaction.Id))
                return new Failure("23505", "duplicate key value violates unique constraint \"applied_transaction_pkey\"");
            if (Holder(transaction) is not null || IsRepeated(batch, transaction))
                return new Failure("23505", "duplicate key value violates unique constraint \"applied_transaction_idempotency\"");
            if (world.Faults.IsMainSick && IsUnwell(transaction))
                return new Failure("XX000", "something that may pass");
            foreach (var change in transaction.Changes)
            {
                if (Refusal(next, change) is { } refusal)
                    return refusal;
                next = next.With(transaction.Id, change);
            }
        }

        rows = next;
        foreach (var (transaction, sequence, _) in batch)
        {
            world.Judge.TakesEffect(transaction, sequence);
            markers[transaction.Id] = transaction;
            if (sequence > 0)
                greatestSequence = Math.Max(greatestSequence ?? 0, sequence);
        }

        Log.Add(new Commit(
            new Lsn(Position.Value + (ulong)world.Random.Next(1, 200)),
            [.. batch.SelectMany(entry => entry.Transaction.Changes.Select(change => (entry.Transaction.Id, change)))],
            [.. batch.Select(entry => entry.Transaction)]));
        return null;
    }

    public Transaction? Holder(Transaction transaction) => Claims.MarkerKey(transaction) is { } key && world.Sabotage != Sabotage.NoMarkers
        ? markers.Values.FirstOrDefault(other => other.Principal == transaction.Principal && Claims.MarkerKey(other) == key)
        : null;

    private bool IsRepeated(IReadOnlyList<BufferedTransaction> batch, Transaction transaction) =>
        world.Sabotage != Sabotage.NoMarkers
        && transaction.IdempotencyKey is { } key
        && batch.Count(entry => entry.Transaction.Principal == transaction.Principal && entry.Transaction.IdempotencyKey == key) > 1;

    /// <summary>While main is sick, it is so for some writes only: a function that they call does not work.</summary>
    private static bool IsUnwell(Transaction transaction) =>
        transaction.Changes[0] is { Kind: ChangeKind.Update } or { Table: "raw_data_file", Key: [< '6', ..] };

    private Failure? Refusal(Rows rows, Change change) => change switch
    {
        { Kind: ChangeKind.Insert } when rows.Find(change.Table, change.Key) is not null =>
            new Failure("23505", $"duplicate key value violates unique constraint \"{change.Table}_pkey\""),
        { Kind: ChangeKind.Insert } when Tables.Named(change.Table).Reference is { } reference
            && !Exists(rows, reference.Table, change.Values![reference.Column]!.ToString()) =>
            new Failure("23503", $"{reference.Column} is not present in table \"{reference.Table}\""),
        { Kind: ChangeKind.Update } when rows.Find(change.Table, change.Key) is not { } row || !IsAsExpected(row.Values, change.Expected) =>
            new Failure("23000", "a row is not as expected"),
        _ => null,
    };

    private bool Exists(Rows rows, string table, string key) => table == Tables.ObsUnit.Name
        ? ObsUnits.Contains(int.Parse(key, System.Globalization.CultureInfo.InvariantCulture))
        : rows.Find(table, key) is not null;

    private static bool IsAsExpected(JsonObject row, JsonObject? expected) =>
        expected is null || expected.All(column => JsonNode.DeepEquals(row[column.Key], column.Value));
}
