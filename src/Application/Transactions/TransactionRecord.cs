using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>What has become of one transaction.</summary>
public sealed record TransactionRecord
{
    public required Guid Id { get; init; }
    public required TransactionState State { get; init; }
    public required string Operation { get; init; }
    public required string SiteName { get; init; }
    public required string Principal { get; init; }
    public required IReadOnlyList<string> Entities { get; init; }

    /// <summary>Its place in the site's order; null for direct writes.</summary>
    public long? Sequence { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When it came into each state, by this site's clock.</summary>
    public required IReadOnlyDictionary<TransactionState, DateTimeOffset> Times { get; init; }

    /// <summary>Attempts that main refused for a reason that may pass; trouble with the link does not count.</summary>
    public int Attempts { get; init; }

    public string? LastError { get; init; }
    public Lsn? Lsn { get; init; }

    /// <summary>Why a person discarded it.</summary>
    public string? Reason { get; init; }

    /// <summary>What it waits for, in words; null when it waits for nothing.</summary>
    public string? WaitsFor { get; init; }
}
