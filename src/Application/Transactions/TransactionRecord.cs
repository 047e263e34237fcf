using System.Text.Json.Serialization;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>The state of one transaction.</summary>
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

    /// <summary>
    /// Attempts that main refused since it was accepted or last retried; trouble with the link does not count.
    /// </summary>
    public int Attempts { get; init; }

    /// <summary>Attempts that main refused since it was accepted.</summary>
    public long TotalAttempts { get; init; }

    /// <summary>The newest attempts that main refused, oldest first, also those before a retry.</summary>
    public IReadOnlyList<Attempt> History { get; init; } = [];

    public string? LastError { get; init; }

    /// <summary>Why main refused it last, in parts; null: it has not.</summary>
    public Failure? Error => History.Count > 0 ? History[^1].Error : null;

    /// <summary>Its changes; in lists only of failed and parked transactions, and there only the first few.</summary>
    public IReadOnlyList<Change>? Changes { get; init; }

    /// <summary>How many changes there are; null where this site no longer holds the transaction.</summary>
    public int? ChangeCount => Body?.Changes.Length;

    /// <summary>The edits by people, the oldest first.</summary>
    public IReadOnlyList<TransactionEdit> Edits { get; init; } = [];
    public Lsn? Lsn { get; init; }

    /// <summary>Why a person discarded it.</summary>
    public string? Reason { get; init; }

    /// <summary>The reason for which it waits, in words; null if it does not wait.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>The hash of its request, as <see cref="Transaction.RequestHash"/>; null if it is unknown.</summary>
    [JsonIgnore]
    public string? RequestHash { get; init; }

    /// <summary>The transaction itself; null where this site no longer holds it.</summary>
    [JsonIgnore]
    public Transaction? Body { get; init; }

    /// <summary>The same with what a marker tells that the buffer no longer does.</summary>
    public TransactionRecord With(TransactionRecord? marker) => marker is null
        ? this
        : this with
        {
            Operation = marker.Operation,
            SiteName = marker.SiteName,
            Principal = marker.Principal,
            Entities = marker.Entities,
            AcceptedAt = marker.AcceptedAt,
        };

    internal TransactionRecord WithChanges(int atMost = int.MaxValue) =>
        this with { Changes = Body is null ? null : [.. Body.Changes.Take(atMost)] };
}
