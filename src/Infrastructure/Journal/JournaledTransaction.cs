using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Journal;

/// <summary>A transaction as the journal has it.</summary>
/// <param name="Sequence">Its place in the site's order.</param>
/// <param name="Transaction">Its content, with the edits of people.</param>
internal sealed record JournaledTransaction(long Sequence, Transaction Transaction)
{
    public Guid Id => Transaction.Id;

    /// <summary><c>Buffered</c>, <c>Committed</c> or <c>Failed</c>.</summary>
    public TransactionState State { get; init; } = TransactionState.Buffered;

    /// <summary>Whether it was written directly, and never buffered.</summary>
    public bool IsDirect { get; init; }

    /// <summary>A log position at or after its commit; null unless it is committed.</summary>
    public Lsn? Lsn { get; init; }

    /// <summary>Why it failed, as the buffer keeps it; null unless it has.</summary>
    public string? Error { get; init; }

    /// <summary>Null if the record is no transaction.</summary>
    public static JournaledTransaction? Of(JournalRecord? record) => record switch
    {
        JournalRecord.Accepted accepted => new(accepted.Sequence, accepted.Transaction),
        JournalRecord.Direct direct => new(direct.Sequence, direct.Transaction)
        {
            IsDirect = true,
            State = TransactionState.Committed,
            Lsn = direct.Lsn,
        },
        _ => null,
    };
}

internal static class JournaledTransactions
{
    /// <summary>All transactions, each once, edited as people left them and without those that were discarded.</summary>
    /// <param name="folder">The journal.</param>
    /// <param name="seen">Receives the ids of what was read, and of what was discarded.</param>
    public static IEnumerable<JournaledTransaction> All(this JournalFolder folder, HashSet<Guid>? seen = null) =>
        folder.Transactions(folder.States(), without: null, seen);

    /// <summary>The transactions that are not final, each once, ascending by sequence.</summary>
    /// <param name="folder">The journal.</param>
    /// <param name="without">More sequences to leave out; null: none.</param>
    /// <param name="seen">Receives the ids of what was read, and of what was discarded.</param>
    public static IEnumerable<JournaledTransaction> Unsettled(this JournalFolder folder, SequenceSet? without = null, HashSet<Guid>? seen = null)
    {
        var states = folder.States();
        if (without is not null)
            states.Final.UnionWith(without);
        return folder.Transactions(states, states.Final, seen);
    }

    /// <summary>The settled transactions with the greatest sequences, ascending.</summary>
    /// <param name="folder">The journal.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<JournaledTransaction> NewestSettled(this JournalFolder folder, int count)
    {
        var states = folder.States();
        var others = folder.Sequences();
        others.RemoveAll(states.Final.Ascending().TakeLast(count).ToArray());
        return [.. folder.Transactions(states, others, seen: null)];
    }

    /// <summary>The transaction that holds one of another's claims, and that claim, as of the last look; null if none does.</summary>
    /// <param name="folder">The journal.</param>
    /// <param name="transaction">The other.</param>
    /// <param name="discarded">The sequences of those whose claims do not count.</param>
    /// <exception cref="JournalUnavailableException">A segment cannot be read.</exception>
    public static (string Claim, Transaction Holder)? FindHolder(this JournalFolder folder, Transaction transaction, SequenceSet discarded)
    {
        foreach (var claim in transaction.Claims)
        {
            if (folder.WithClaim(claim).FirstOrDefault(found => found.Id != transaction.Id && !discarded.Contains(found.Sequence)) is { } holder)
                return (claim, holder.Transaction);
        }

        return null;
    }

    private static IEnumerable<JournaledTransaction> Transactions(
        this JournalFolder folder, JournalStates states, SequenceSet? without, HashSet<Guid>? seen)
    {
        var edited = new Dictionary<Guid, Transaction>();
        seen ??= [];
        foreach (var record in folder.Read(0, without))
        {
            switch (record)
            {
                case JournalRecord.Edited edit:
                    edited[edit.Transaction.Id] = edit.Transaction;
                    break;
                case JournalRecord.Discarded discard:
                    seen.Add(discard.TransactionId);
                    break;
                default:
                    if (JournaledTransaction.Of(record) is { } found && seen.Add(found.Id))
                        yield return WithState(found with { Transaction = edited.GetValueOrDefault(found.Id, found.Transaction) }, states);
                    break;
            }
        }
    }

    private static JournaledTransaction WithState(JournaledTransaction found, JournalStates states) => found.IsDirect
        ? found
        : states.Of(found.Sequence) switch
        {
            TransactionState.Committed => found with { State = TransactionState.Committed, Lsn = states.CommittedLsn },
            TransactionState.Failed => found with { State = TransactionState.Failed, Error = states.ErrorOf(found.Sequence) },
            _ => found,
        };
}
