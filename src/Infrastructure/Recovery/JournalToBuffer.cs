using CcatOps.Application.FaultInjection;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>Puts back into the buffer what the journal holds and the buffer does not.</summary>
internal sealed class JournalToBuffer(SiteJournal journal, IRecoverableBuffer buffer)
{
    private const int AtOnce = 200;
    private static readonly string Discarded = WireNames.Of(TransactionState.Discarded);

    /// <summary>Those that the buffer does not know, or knows in an earlier state. One that it knows as discarded is noted in the journal.</summary>
    public async Task<IReadOnlyList<JournaledTransaction>> FindMissingAsync(JournaledTransaction[] entries)
    {
        var held = await buffer.FindAsync([.. entries.Select(entry => entry.Id)]);
        await Task.WhenAll(entries.Where((_, index) => held[index].State == Discarded).Select(entry =>
            journal.KeepAsync(new JournalRecord.Discarded(entry.Id, entry.Sequence))));
        return [.. entries.Where((entry, index) => held[index].State is not { } state || IsBehind(state, entry.State))];
    }

    /// <summary>Puts them into the queue, or where their state belongs.</summary>
    /// <param name="entries">In any order, and fastest from the newest on or to it.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>How many the buffer did not have.</returns>
    public Task<long> RestoreAsync(IEnumerable<JournaledTransaction> entries, CancellationToken cancellationToken) =>
        RestoreAsync(entries, entry => entry.State, isAgain: false, cancellationToken);

    /// <summary>Puts into the queue what main has lost, also what the buffer has as applied.</summary>
    /// <returns>How many were put back.</returns>
    public Task<long> PutBackAsync(IEnumerable<JournaledTransaction> entries, CancellationToken cancellationToken) =>
        RestoreAsync(entries, _ => TransactionState.Buffered, isAgain: true, cancellationToken);

    /// <summary>Puts back the claims of replicated transactions: a key that was used, and an id that is taken, must give the first answer again.</summary>
    public Task<long> RestoreClaimsAsync(IEnumerable<JournaledTransaction> entries, CancellationToken cancellationToken) => RestoreAsync(
        entries.Where(entry => entry.Transaction.Claims.Length > 0), _ => TransactionState.Replicated, isAgain: false, cancellationToken);

    /// <summary>Discards in a buffer that was set back what people had discarded.</summary>
    public async Task DiscardAsync(SequenceSet discarded, CancellationToken cancellationToken)
    {
        await foreach (var page in buffer.ReadIdsAsync(cancellationToken))
        {
            var held = await buffer.FindAsync(page);
            Guid[] again = [.. held.Where(known => known.Sequence is { } sequence && discarded.Contains(sequence)).Select(known => known.Id)];
            if (again.Length > 0)
                await buffer.DiscardAgainAsync(again);
        }
    }

    private async Task<long> RestoreAsync(
        IEnumerable<JournaledTransaction> entries, Func<JournaledTransaction, TransactionState> stateOf, bool isAgain, CancellationToken cancellationToken)
    {
        var restored = 0L;
        foreach (var chunk in entries.Chunk(AtOnce))
        {
            foreach (var same in chunk.GroupBy(stateOf))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Fault.Reach(FaultPoint.BeforeRestore);
                restored += await buffer.RestoreAsync(same.Key, isAgain, await UnansweredAsync(same), [.. same.Select(Restored)]);
                Fault.Reach(FaultPoint.AfterRestore);
            }
        }

        return restored;
    }

    /// <summary>
    /// The transactions that hold claims of these in the buffer and are not in the journal. They were never answered, so one that was may take their
    /// place. What is in the journal may have been answered, and is discarded by nobody but a person.
    /// </summary>
    private async Task<IReadOnlyCollection<Guid>> UnansweredAsync(IEnumerable<JournaledTransaction> entries)
    {
        var holders = await buffer.FindHoldersAsync([.. entries.SelectMany(entry => entry.Transaction.Claims)]);
        if (holders.Count == 0)
            return [];
        var journaled = journal.Folder.Sequences();
        var pending = journal.PendingTransactions.Select(entry => entry.Sequence).ToHashSet();
        return [.. holders.Where(holder => !journaled.Contains(holder.Sequence) && !pending.Contains(holder.Sequence)).Select(holder => holder.Id)];
    }

    private static bool IsBehind(string state, TransactionState journaled) =>
        journaled is TransactionState.Committed or TransactionState.Failed
        && state is "buffered" or "applying";

    private static RestoredTransaction Restored(JournaledTransaction entry) =>
        new(entry.Sequence, entry.Transaction, entry.Lsn is { } lsn ? lsn.ToString() : entry.Error ?? "", entry.IsDirect);
}
