using System.Text.Json.Nodes;

namespace CcatOps.Faults.Evaluation;

/// <summary>A row of the main database that a load has made.</summary>
internal sealed record StoredRow(string Table, Guid Id, JsonObject Values);
