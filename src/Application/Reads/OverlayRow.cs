using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CcatOps.Application.Writes;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads;

/// <summary>What the overlay knows of one row: the changes to it, oldest first.</summary>
public sealed class OverlayRow
{
    private readonly ImmutableArray<(long Sequence, Guid TransactionId, Change Change)> changes;
    private object? record;

    private OverlayRow(ImmutableArray<(long Sequence, Guid TransactionId, Change Change)> changes)
    {
        this.changes = changes;
        foreach (var (_, _, change) in changes)
        {
            (IsWhole, IsDeleted, Values) = change.Kind switch
            {
                ChangeKind.Insert => (true, false, change.Values!),
                ChangeKind.Update when IsDeleted => (true, true, null),
                ChangeKind.Update => (IsWhole, IsDeleted, RowChanges.Patch(Values ?? [], change.Values!)),
                _ => (true, true, null),
            };
        }
    }

    public string Key => changes[0].Change.Key;

    /// <summary>Whether the row is known entirely here; else <see cref="Values"/> are laid over the database's row.</summary>
    public bool IsWhole { get; }

    public bool IsDeleted { get; }

    /// <summary>The columns that the changes set; null when they delete the row.</summary>
    public JsonObject? Values { get; }

    public Guid NewestTransactionId => changes[^1].TransactionId;

    /// <summary>A whole row as a record, made once.</summary>
    public TRecord ToRecord<TRecord>() => (TRecord)(record ??= RowChanges.ToRecord<TRecord>(Values!)!);

    internal static OverlayRow With(OverlayRow? row, long sequence, Guid transactionId, Change change) =>
        new(row is null ? [(sequence, transactionId, change)] : row.With((sequence, transactionId, change)));

    private ImmutableArray<(long Sequence, Guid TransactionId, Change Change)> With((long Sequence, Guid, Change) entry)
    {
        var place = changes.Length;
        while (place > 0 && changes[place - 1].Sequence > entry.Sequence)
            place--;
        return changes.Insert(place, entry);
    }

    internal static OverlayRow? Without(OverlayRow? row, Guid transactionId)
    {
        var rest = row?.changes.RemoveAll(entry => entry.TransactionId == transactionId) ?? [];
        return rest.IsEmpty ? null : new OverlayRow(rest);
    }
}
