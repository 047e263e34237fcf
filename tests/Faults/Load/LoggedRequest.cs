namespace CcatOps.Faults.Load;

/// <summary>One line of the log: a request and what came back.</summary>
/// <param name="Time">When the answer came, or was given up.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="Status">The HTTP status; null: no answer.</param>
/// <param name="Detail">Why there was none, or what the problem was.</param>
internal sealed record LoggedRequest(
    DateTimeOffset Time,
    double Seconds,
    string Telescope,
    RequestKind? Kind,
    string Path,
    string? Key,
    int? Status,
    Guid? Id,
    Guid? Transaction,
    string? Detail);
