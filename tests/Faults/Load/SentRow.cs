using System.Text.Json.Nodes;

namespace CcatOps.Faults.Load;

/// <summary>Column values that a request has sent for one row; a later one of the same row is laid over it.</summary>
internal sealed record SentRow(string Table, Guid Id, JsonObject Values);
