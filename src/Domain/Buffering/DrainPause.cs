namespace CcatOps.Domain.Buffering;

/// <summary>A pause of the drain.</summary>
public sealed record DrainPause(string Reason, string Principal, DateTimeOffset Since);
