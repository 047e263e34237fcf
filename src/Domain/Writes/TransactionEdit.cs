using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace CcatOps.Domain.Writes;

/// <summary>A person's edit of a failed transaction. The old values of all edits restore the original.</summary>
public sealed record TransactionEdit(DateTimeOffset At, string Principal, string Reason, ImmutableArray<FieldEdit> Fields);

/// <param name="Change">Which of the transaction's changes, counted from 0.</param>
/// <param name="Table">The table of that change.</param>
/// <param name="Key">The row of that change.</param>
/// <param name="Column">The column whose value was replaced.</param>
/// <param name="Old">The value that it had.</param>
/// <param name="New">The value that it has now.</param>
public sealed record FieldEdit(int Change, string Table, string Key, string Column, JsonNode? Old, JsonNode? New);
