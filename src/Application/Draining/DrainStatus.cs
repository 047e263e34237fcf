using CcatOps.Domain.Buffering;

namespace CcatOps.Application.Draining;

/// <summary>What this process's drain does and why, for those who ask.</summary>
/// <param name="State">What it does.</param>
/// <param name="Reason">Why it does not run, in words; null while it runs.</param>
/// <param name="LastError">The last thing that went wrong since the start.</param>
public sealed record DrainStatus(DrainState State, string? Reason = null, string? LastError = null);
