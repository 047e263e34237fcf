using System.Globalization;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Serialization;
using CcatOps.Application.Transactions;
using CcatOps.Domain.Writes;
using CcatOps.Infrastructure.Journal;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>
/// Gives the journal what Redis has taken or given up and the journal does not know: the process ended between the two, or the journal is
/// new. A direct write, which is followed and was never buffered, has no place in it.
/// </summary>
internal sealed class RedisToJournal(SiteJournal journal, RedisConnection redis)
{
    private const int AtOnce = 200;
    private const int SeenAtOnce = 1_000;
    private static readonly RedisValue[] Fields = ["body", "sequence", "buffered_at"];
    private static readonly RedisValue[] AtMain = [WireNames.Of(TransactionState.Committed), WireNames.Of(TransactionState.Replicated)];

    /// <summary>Has the journal keep transactions as Redis holds them: those that its own scripts took, changed or ended.</summary>
    public async Task CopyAsync(IReadOnlyCollection<Guid> ids, Func<long, Transaction, JournalRecord> record)
    {
        var rows = await redis.UseAsync(database =>
            Task.WhenAll(ids.Select(id => database.HashGetAsync(redis.Keys.Transaction(id.ToString()), Fields))));
        await Task.WhenAll(ids.Zip(rows)
            .Where(each => each.Second.All(field => !field.IsNull))
            .Select(each => (Sequence: (long)each.Second[1], Transaction: StoredTransaction.TryRead(redis.Seal.Open(each.Second[0]), each.First)))
            .Where(each => each.Transaction is not null)
            .Select(each => journal.KeepAsync(record(each.Sequence, each.Transaction!))));
    }

    /// <summary>Has the journal keep a transaction that main may not have, unless it does.</summary>
    /// <returns>A warning if the record is pending; null if it is on stable storage, or not needed.</returns>
    public async Task<string?> EnsureKeptAsync(Guid id)
    {
        if (Mutants.IsActive(Mutant.MissingNotCopied))
            return null;
        var row = await redis.UseAsync(database => database.HashGetAsync(redis.Keys.Transaction(id.ToString()), ["state", .. Fields]));
        if (row.Any(field => field.IsNull) || AtMain.Contains(row[0]) || IsJournaled((long)row[2]))
            return null;
        return StoredTransaction.TryRead(redis.Seal.Open(row[1]), id) is { } transaction
            ? await journal.KeepAsync(new JournalRecord.Accepted((long)row[2], transaction))
            : null;
    }

    /// <summary>False also if the journal cannot be read: a record that it has twice does no harm.</summary>
    private bool IsJournaled(long sequence)
    {
        try
        {
            return journal.Folder.Holds(sequence);
        }
        catch (JournalUnavailableException)
        {
            return false;
        }
    }

    /// <summary>The sequence of a transaction that Redis holds; null if it holds none.</summary>
    public async Task<long?> FindSequenceAsync(Guid id)
    {
        var sequence = await redis.UseAsync(database => database.HashGetAsync(redis.Keys.Transaction(id.ToString()), "sequence"));
        return sequence.IsNull ? null : (long)sequence;
    }

    /// <summary>Has the journal keep one record for several transactions.</summary>
    public async Task CopyAllAsync(IReadOnlyList<Guid> ids, Func<SequenceSet, JournalRecord> record)
    {
        if (ids.Count == 0)
            return;
        var sequences = await Task.WhenAll(ids.Select(FindSequenceAsync));
        await journal.KeepAsync(record(SequenceSet.Of(sequences.OfType<long>())));
    }

    /// <summary>A decision's record is taken in the same step as the decision, past the buffer's front door.</summary>
    public Task KeepAuditAsync(Transaction? audit) => audit is null
        ? Task.CompletedTask
        : CopyAsync([audit.Id], (sequence, taken) => new JournalRecord.Accepted(sequence, taken));

    /// <summary>
    /// Looks only where the journal lacks sequences, whatever else it holds. That tells the same transactions as comparing all ids does, for
    /// each has a sequence of its own since Redis was last known to be complete; so Redis must be complete.
    /// </summary>
    /// <param name="counter">The greatest sequence that Redis has given out.</param>
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
                (from, var held) = Read(await redis.EvaluateAsync(RedisScripts.HeldBetween, least, from, SeenAtOnce));
                await CopyAsync(held.Where(entry => !known.Contains(entry.Sequence)).Select(entry => entry.Id), cancellationToken);
            }
        }

        await NoteDiscardedAsync(cancellationToken);
    }

    /// <summary>Compares all ids, for a Redis of which nothing is known.</summary>
    /// <param name="known">The transactions that the journal holds or has as discarded.</param>
    /// <param name="cancellationToken">Ends it; what was copied stays.</param>
    public async Task CopyAllButAsync(HashSet<Guid> known, CancellationToken cancellationToken)
    {
        await foreach (var page in new HeldIds(redis).ReadAsync(cancellationToken))
            await CopyAsync(page.Select(id => Guid.Parse((string)id!)).Where(id => !known.Contains(id)), cancellationToken);
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
            (from, var discarded) = Read(await redis.EvaluateAsync(RedisScripts.DiscardedFrom, from, SeenAtOnce));
            await Task.WhenAll(discarded.Where(entry => !known.Contains(entry.Sequence)).Select(entry =>
                journal.KeepAsync(new JournalRecord.Discarded(entry.Id, entry.Sequence))));
        }
    }

    private static (long? Next, IEnumerable<(Guid Id, long Sequence)> Entries) Read(RedisResult answer)
    {
        var texts = (string[])answer!;
        return (
            texts[0].Length > 0 ? Number(texts[0]) : null,
            texts.Skip(1).Chunk(2).Select(pair => (Guid.Parse(pair[0]), Number(pair[1]))));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
