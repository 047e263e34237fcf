using CcatOps.TestBed;

namespace CcatOps.TwoSite.Nights;

/// <summary>An exposure that the secondary site has accepted, with its start, its file and its end.</summary>
internal sealed record Recorded(Guid ExecutionId, Exposure Exposure, IReadOnlyList<Guid> Transactions);
