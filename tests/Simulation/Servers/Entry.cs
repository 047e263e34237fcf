using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Simulation.Servers;

/// <summary>The buffer's record of one transaction.</summary>
internal sealed class Entry(Transaction transaction, long sequence, TransactionState state)
{
    public Transaction Transaction { get; private set; } = transaction;
    public Guid Id => Transaction.Id;
    public long Sequence { get; } = sequence;
    public TransactionState State { get; set; } = state;
    public Lsn? Lsn { get; set; }
    public int Attempts { get; set; }
    public int Edits { get; private set; }

    public bool IsWaiting => State is TransactionState.Buffered or TransactionState.Applying;

    public void Edit(Transaction edited)
    {
        Transaction = edited;
        Edits++;
    }

    public OverlayEvent ToTaken() => new OverlayEvent.Taken(OverlayTransaction.Of(Transaction, Sequence, State, Lsn));
}
