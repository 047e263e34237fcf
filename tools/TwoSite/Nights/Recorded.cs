using CcatOps.TestBed;

namespace CcatOps.TwoSite.Nights;

/// <summary>What the secondary site has accepted: an exposure with its start, its file and its end.</summary>
internal sealed record Recorded(Guid ExecutionId, Exposure Exposure, IReadOnlyList<Guid> Transactions);
