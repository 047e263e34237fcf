using CcatOps.Application.Serialization;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

/// <summary>How a write is held. The transaction is the earlier one where the request was a repetition.</summary>
public abstract record WriteReceipt(Transaction Transaction)
{
    public abstract Sync Sync { get; }

    /// <summary>Whether the transaction is that of an earlier request.</summary>
    public bool IsRepetition { get; init; }

    /// <summary>The record that the transaction inserts first: the one that was asked for, or that of the earlier request.</summary>
    internal TRecord RecordOf<TRecord>(Change asked, TRecord record) =>
        ReferenceEquals(Transaction.Changes[0], asked) ? record : RowChanges.ToRecord<TRecord>(Transaction.Changes[0].Values!);

    /// <summary>In the main database; at a main site that is the end of the way.</summary>
    public sealed record Committed(Transaction Transaction, TransactionState State, Lsn? Lsn = null) : WriteReceipt(Transaction)
    {
        public override Sync Sync => new(State, Transaction.Id, Lsn);
    }

    /// <summary>In this site's buffer, on its way to the main database.</summary>
    public sealed record Buffered(Transaction Transaction) : WriteReceipt(Transaction)
    {
        public override Sync Sync => new(TransactionState.Buffered, Transaction.Id);
    }
}
