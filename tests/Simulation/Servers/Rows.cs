using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Simulation.Servers;

internal sealed record Row(JsonObject Values, Guid TransactionId);

/// <summary>The rows of a database at one moment. It never changes.</summary>
internal sealed class Rows
{
    private static readonly Comparer<(string Table, string Key)> OrdinalOrder = Comparer<(string Table, string Key)>.Create((one, other) =>
        string.CompareOrdinal(one.Table, other.Table) is var order and not 0 ? order : string.CompareOrdinal(one.Key, other.Key));

    public static readonly Rows Empty = new(ImmutableSortedDictionary.Create<(string, string), Row>(OrdinalOrder));

    private readonly ImmutableSortedDictionary<(string Table, string Key), Row> rows;

    private Rows(ImmutableSortedDictionary<(string, string), Row> rows) => this.rows = rows;

    public Row? Find(string table, string key) => rows.GetValueOrDefault((table, key));

    public IEnumerable<Row> Of(Table table) => rows.Where(row => row.Key.Table == table.Name).Select(row => row.Value);

    public Rows With(Guid transactionId, Change change)
    {
        var place = (change.Table, change.Key);
        return new Rows(change.Kind switch
        {
            ChangeKind.Insert => rows.SetItem(place, new Row(change.Values!, transactionId)),
            ChangeKind.Update => rows.SetItem(place, new Row(RowChanges.Patch(rows[place].Values, change.Values!), transactionId)),
            _ => rows.Remove(place),
        });
    }
}
