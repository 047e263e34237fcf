using System.Text.Json.Nodes;

namespace CcatOps.Peers;

/// <summary>The start of an execution as it waits in a queue.</summary>
/// <param name="Conditions">JSON.</param>
internal sealed record Start(
    Guid TransactionId, Guid Id, int ObsUnitId, DateTimeOffset StartTime, string InstrumentModule, string Conditions, string Comment);

/// <summary>The body of a client's request.</summary>
internal sealed record StartRequest(int ObsUnitId, string InstrumentModule, JsonObject Conditions, string Comment)
{
    public Start ToStart() => new(
        Guid.CreateVersion7(),
        Guid.CreateVersion7(),
        ObsUnitId,
        TimeProvider.System.GetUtcNow(),
        InstrumentModule,
        Conditions.ToJsonString(),
        Comment);
}
