using System.Text.Json.Nodes;

namespace CcatOps.Faults.Load;

/// <summary>One write that a telescope means to make.</summary>
/// <param name="Rows">The rows that it makes, from the ids that were answered.</param>
internal sealed record PlannedWrite(
    RequestKind Kind, HttpMethod Method, string Path, JsonNode Body, IReadOnlyList<Execution> Executions, Func<Answer, IReadOnlyList<SentRow>> Rows);
