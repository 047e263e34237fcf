using CcatOps.Application.FaultInjection;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Buffering;
using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>
/// Gives the journal what the buffer has taken or given up and the journal does not know: the process ended between the two, or the journal is
/// new. A direct write, which is followed and was never buffered, has no place in it.
/// </summary>
internal sealed class BufferToJournal(SiteJournal journal, IRecoverableBuffer buffer)
{
    private const int AtOnce = 200;
    private const int SeenAtOnce = 1_000;
    private static readonly string[] AtMain = [WireNames.Of(TransactionState.Committed), WireNames.Of(TransactionState.Replicated)];

    /// <summary>Has the journal keep transactions as the buffer holds them: those that its own scripts took, changed or ended.</summary>
    public async Task CopyAsync(IReadOnlyCollection<Guid> ids, Func<long, Transaction, JournalRecord> record)
    {
        var held = await buffer.ReadAsync(ids);
        await Task.WhenAll(held
            .Where(known => known is { WasBuffered: true, Sequence: not null })
            .Select(known => (Sequence: known.Sequence!.Value, Transaction: known.Read()))
            .Where(known => known.Transaction is not null)
            .Select(known => journal.KeepAsync(record(known.Sequence, known.Transaction!))));
    }

    /// <summary>Has the journal keep a transaction that main may not have, unless it does.</summary>
    /// <returns>A warning if the record is pending; null if it is on stable storage, or not needed.</returns>
    public async Task<string?> EnsureKeptAsync(Guid id)
    {
        if (Mutants.IsActive(Mutant.MissingNotCopied))
            return null;
        if ((await buffer.ReadAsync([id]))[0] is not { WasBuffered: true, State: { } state, Sequence: { } sequence } held
            || AtMain.Contains(state) || journal.Folder.Holds(sequence))
        {
            return null;
        }

        return held.Read() is { } transaction ? await journal.KeepAsync(new JournalRecord.Accepted(sequence, transaction)) : null;
    }

    /// <summary>The sequence of a transaction that the buffer holds; null if it holds none.</summary>
    public async Task<long?> FindSequenceAsync(Guid id) => (await buffer.FindAsync([id]))[0].Sequence;

    /// <summary>Has the journal keep one record for several transactions.</summary>
    public async Task CopyAllAsync(IReadOnlyList<Guid> ids, Func<SequenceSet, JournalRecord> record)
    {
        if (ids.Count == 0)
            return;
        var held = await buffer.FindAsync(ids);
        await journal.KeepAsync(record(SequenceSet.Of(held.Select(known => known.Sequence).OfType<long>())));
    }

    /// <summary>A decision's record is taken in the same step as the decision, past the buffer's front door.</summary>
    public Task KeepAuditAsync(Transaction? audit) => audit is null
        ? Task.CompletedTask
        : CopyAsync([audit.Id], (sequence, taken) => new JournalRecord.Accepted(sequence, taken));

    /// <summary>
    /// Looks only where the journal lacks sequences, whatever else it holds. That tells the same transactions as comparing all ids does, for
    /// each has a sequence of its own since the buffer was last known to be complete; so it must be complete.
    /// </summary>
    /// <param name="counter">The greatest sequence that the buffer has given out.</param>
    /// <param name="cancellationToken">Ends it; what was copied stays.</param>
    public async Task CopyMissingAsync(long counter, CancellationToken cancellationToken)
    {
        if (Mutants.IsActive(Mutant.MissingNotCopied))
            return;
        var known = journal.Folder.Sequences();
        foreach (var (least, greatest) in known.Missing(counter, join: SeenAtOnce))
        {
            for (long? from = greatest; from >= least;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (from, var held) = await buffer.FindBetweenAsync(least, from.Value, SeenAtOnce);
                await CopyAsync(held.Where(entry => !known.Contains(entry.Sequence)).Select(entry => entry.Id), cancellationToken);
            }
        }

        await NoteDiscardedAsync(cancellationToken);
    }

    /// <summary>Compares all ids, for a buffer of which nothing is known.</summary>
    /// <param name="known">The transactions that the journal holds or has as discarded.</param>
    /// <param name="cancellationToken">Ends it; what was copied stays.</param>
    public async Task CopyAllButAsync(HashSet<Guid> known, CancellationToken cancellationToken)
    {
        await foreach (var page in buffer.ReadIdsAsync(cancellationToken))
            await CopyAsync(page.Where(id => !known.Contains(id)), cancellationToken);
    }

    private async Task CopyAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        foreach (var chunk in ids.Chunk(AtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await CopyAsync(chunk, (sequence, transaction) => new JournalRecord.Accepted(sequence, transaction));
        }
    }

    private async Task NoteDiscardedAsync(CancellationToken cancellationToken)
    {
        var known = journal.Folder.Discarded();
        for (long? from = journal.Folder.States().Settled.Below; from is not null;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (from, var discarded) = await buffer.FindDiscardedAsync(from.Value, SeenAtOnce);
            await Task.WhenAll(discarded.Where(entry => !known.Contains(entry.Sequence)).Select(entry =>
                journal.KeepAsync(new JournalRecord.Discarded(entry.Id, entry.Sequence))));
        }
    }
}
