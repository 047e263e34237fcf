using System.Text.Json.Serialization;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Journal;

/// <summary>What the journal keeps. A record may be read more than once, after an append whose outcome was not known.</summary>
internal abstract record JournalRecord
{
    /// <summary>A transaction that the site took.</summary>
    public sealed record Accepted(long Sequence, Transaction Transaction) : JournalRecord
    {
        /// <summary>The transaction's JSON, where it was written already; null: it is to be written.</summary>
        [JsonIgnore]
        public byte[]? Body { get; init; }
    }

    /// <summary>A person changed the values of a failed transaction: this body replaces the earlier one.</summary>
    public sealed record Edited(long Sequence, Transaction Transaction) : JournalRecord;

    /// <summary>A person gave a transaction up.</summary>
    /// <param name="TransactionId">Which.</param>
    /// <param name="Sequence">
    /// Its place, so that this record is kept as long as the transaction itself; 0: unknown, kept as long as any other segment with transactions.
    /// </param>
    public sealed record Discarded(Guid TransactionId, long Sequence = 0) : JournalRecord;

    /// <summary>Every sequence below is final: replicated or discarded.</summary>
    public sealed record Settled(long Below, DateTimeOffset At) : JournalRecord;
}
