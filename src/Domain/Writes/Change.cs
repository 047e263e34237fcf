using System.Text.Json.Nodes;

namespace CcatOps.Domain.Writes;

public enum ChangeKind
{
    Insert,
    Update,
    Delete,
}

/// <summary>An insert, update or delete of one row of one known table.</summary>
/// <param name="Kind">The kind of change to the row.</param>
/// <param name="Table">The table's name.</param>
/// <param name="Key">The row's primary key, as text.</param>
/// <param name="Values">Column names and JSON values: all columns of an insert, the changed ones of an update.</param>
/// <param name="Expected">Column values that the row must have for the change to apply; null: any.</param>
public sealed record Change(ChangeKind Kind, string Table, string Key, JsonObject? Values = null, JsonObject? Expected = null);
