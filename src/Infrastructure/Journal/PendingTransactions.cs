using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Journal;

internal sealed record JournaledTransaction(long Sequence, Transaction Transaction)
{
    public Guid Id => Transaction.Id;
}

internal static class PendingTransactions
{
    /// <summary>What the journal holds from a sequence on, as people have left it: edited, or not at all; each once.</summary>
    /// <param name="folder">The journal.</param>
    /// <param name="fromSequence">The least.</param>
    /// <param name="seen">Gets the ids of what was read, and of what was given up.</param>
    public static IEnumerable<JournaledTransaction> Transactions(this JournalFolder folder, long fromSequence, HashSet<Guid>? seen = null)
    {
        var edited = new Dictionary<Guid, Transaction>();
        seen ??= [];
        foreach (var record in folder.Read(fromSequence))
        {
            switch (record)
            {
                case JournalRecord.Edited edit:
                    edited[edit.Transaction.Id] = edit.Transaction;
                    break;
                case JournalRecord.Discarded discard:
                    seen.Add(discard.TransactionId);
                    break;
                case JournalRecord.Accepted accepted when accepted.Sequence >= fromSequence && seen.Add(accepted.Transaction.Id):
                    yield return new(accepted.Sequence, edited.GetValueOrDefault(accepted.Transaction.Id, accepted.Transaction));
                    break;
            }
        }
    }

    /// <summary>What is not settled, in order.</summary>
    public static List<JournaledTransaction> Unsettled(this JournalFolder folder) =>
        [.. folder.Transactions(folder.SettledBelow).OrderBy(entry => entry.Sequence)];
}
