namespace CcatOps.Domain.Buffering;

/// <summary>Who has stopped the drain, and why.</summary>
public sealed record DrainPause(string Reason, string Principal, DateTimeOffset Since);
