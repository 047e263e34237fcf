using System.Text.Json.Serialization;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Journal;

/// <summary>One record of the journal. A record may be read more than once, after an append whose outcome was not known.</summary>
internal abstract record JournalRecord
{
    /// <summary>A transaction that the site accepted.</summary>
    public sealed record Accepted(long Sequence, Transaction Transaction) : JournalRecord
    {
        /// <summary>The transaction's JSON, if it was serialised already; null otherwise.</summary>
        [JsonIgnore]
        public byte[]? Body { get; init; }
    }

    /// <summary>The new body of a failed transaction that a person edited. It is appended before the buffer takes the edit.</summary>
    public sealed record Edited(long Sequence, Transaction Transaction) : JournalRecord
    {
        /// <summary>Its order, if the caller has taken one with <see cref="JournalFolder.NextOrder"/>; 0: the append takes one.</summary>
        [JsonIgnore]
        public long Order { get; init; }
    }

    /// <summary>Cancels an edit that the buffer refused.</summary>
    /// <param name="Sequence">The sequence of the transaction.</param>
    /// <param name="Edit">The order of the <see cref="Edited"/> record.</param>
    public sealed record Withdrawn(long Sequence, long Edit) : JournalRecord;

    /// <summary>A person discarded a transaction.</summary>
    /// <param name="TransactionId">The transaction.</param>
    /// <param name="Sequence">
    /// Its sequence, so that this record is kept as long as the transaction itself; 0 if unknown: kept as long as any segment with transactions.
    /// </param>
    public sealed record Discarded(Guid TransactionId, long Sequence = 0) : JournalRecord;

    /// <summary>Transactions changed their state: committed at main, failed, or buffered again.</summary>
    /// <param name="Sequences">Their sequences, as <see cref="SequenceSet.ToString"/> writes them.</param>
    /// <param name="State">The new state.</param>
    public sealed record Moved(string Sequences, TransactionState State) : JournalRecord
    {
        /// <summary>The log position at or after the commit; null in other states.</summary>
        public Lsn? Lsn { get; init; }

        /// <summary>The reason of a failure, as the buffer keeps it; null in other states.</summary>
        public string? Error { get; init; }
    }

    /// <summary>A transaction that was written directly to main and is shown by the overlay until the replica shows it.</summary>
    public sealed record Direct(long Sequence, Transaction Transaction, Lsn Lsn) : JournalRecord;

    /// <summary>Every sequence below is final (replicated or discarded), and so are those in <see cref="Beyond"/>.</summary>
    public sealed record Settled(long Below, DateTimeOffset At) : JournalRecord
    {
        /// <summary>Final sequences from <see cref="Below"/> on, as <see cref="SequenceSet.ToString"/> writes them; null: none.</summary>
        public string? Beyond { get; init; }
    }
}
