using System.Collections.Concurrent;
using CcatOps.Domain.Sites;
using CcatOps.Infrastructure.Buffering;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// The journal as the buffer beside it uses it. A record that the disk does not take in time is pending: the buffer has the transaction, and
/// the record is written as soon as the disk takes it.
/// </summary>
internal sealed partial class SiteJournal(JournalFolder folder, SiteConfig site, TimeProvider time, ILogger<SiteJournal> logger)
    : IJournalMark, IDisposable
{
    private readonly ConcurrentDictionary<Guid, Entering> underWay = [];
    private readonly PendingRecords pending = new(folder.Shared);
    private readonly SemaphoreSlim flushing = new(1, 1);

    public JournalFolder Folder => folder;

    public string Id => folder.Id.ToString("N");

    public long Greatest => folder.Greatest;

    /// <summary>How many answered writes are not in the journal.</summary>
    public long Pending => pending.Count;

    /// <summary>The pending transactions, ascending by sequence.</summary>
    public IReadOnlyList<JournaledTransaction> PendingTransactions => pending.Transactions;

    /// <summary>Whether pending records were dropped because there were too many: what the journal lacks must be copied from Redis.</summary>
    public bool LacksRecords => pending.WereDropped;

    /// <summary>Why an accepted write might not be in the journal now, with the remedy; null: it would be.</summary>
    public string? Fault => folder.Fault is { } fault
        ? $"The journal cannot be written: {fault} Check its disk ({folder.Path})."
        : StalledSince is { } since
            ? $"The journal's disk has not answered since {since:yyyy-MM-dd HH:mm:ss} UTC. Check it ({folder.Path})."
            : null;

    private DateTimeOffset? StalledSince => folder.StalledSince is { } since && time.GetUtcNow() - since >= Timeout ? since : null;

    private TimeSpan Timeout => site.TransactionBuffering.JournalTimeout;

    /// <summary>Notes that the buffer is about to take a transaction. Requests that meet it there can wait until the result is disposed.</summary>
    public IDisposable Enter(Guid transactionId) => underWay[transactionId] = new Entering(transactionId, underWay);

    /// <summary>Waits until a transaction that another request keeps is on stable storage, or pending.</summary>
    public Task WaitForAsync(Guid transactionId) => underWay.GetValueOrDefault(transactionId)?.Task ?? Task.CompletedTask;

    /// <summary>Keeps a transaction that the buffer has taken, even if its client has gone.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="packed">The transaction.</param>
    /// <param name="generation">The generation in which the buffer took it.</param>
    /// <returns>A warning if the record is pending; null if it is on stable storage.</returns>
    /// <exception cref="GenerationChangedException">Another generation began meanwhile; the record was not written.</exception>
    public Task<string?> KeepAsync(long sequence, PackedTransaction packed, long generation) =>
        KeepAsync(new JournalRecord.Accepted(sequence, packed.Transaction) { Body = packed.Body }, generation);

    /// <summary>Keeps a record of something that the buffer holds.</summary>
    /// <exception cref="GenerationChangedException">Another generation began meanwhile; the record was not written.</exception>
    public async Task<string?> KeepAsync(JournalRecord record, long? generation = null)
    {
        if (StalledSince is not null)
            return Defer(record, null, "its disk does not answer.");
        var append = folder.AppendAsync(record, generation);
        try
        {
            await append.WaitAsync(Timeout, time);
            return null;
        }
        catch (TimeoutException)
        {
            return Defer(record, append, $"its disk has not answered for {Timeout.TotalSeconds:0.###} s.");
        }
        catch (JournalUnavailableException exception) when (exception is not GenerationChangedException)
        {
            return Defer(record, null, exception.Message);
        }
    }

    /// <summary>Notes a change of state, whose loss in a power cut harms nobody: the buffer has it. Waits no longer than the timeout.</summary>
    public async Task NoteAsync(JournalRecord record)
    {
        try
        {
            if (StalledSince is null)
                await folder.NoteAsync(record).WaitAsync(Timeout, time);
        }
        catch (Exception exception) when (exception is TimeoutException or JournalUnavailableException)
        {
            // The buffer has it, and the folder reports its fault.
        }
    }

    /// <summary>Writes pending records, as far as the disk takes them.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (pending.Count == 0 || StalledSince is not null)
            return;
        await flushing.WaitAsync(cancellationToken);
        try
        {
            await pending.FlushAsync(record => folder.AppendAsync(record), Timeout, time, cancellationToken);
        }
        finally
        {
            flushing.Release();
        }
    }

    /// <summary>Forgets that records were dropped: they were copied from Redis.</summary>
    public void NoteCopied() => pending.NoteCopied();

    public void Dispose() => flushing.Dispose();

    private string Defer(JournalRecord record, Task? append, string reason)
    {
        if (pending.Count == 0)
            LogPending(reason);
        pending.Add(record, append);
        return $"held in Redis only: {reason}";
    }

    [LoggerMessage(LogLevel.Error, "Accepted writes are held in Redis only until the journal can be written: {Reason}")]
    private partial void LogPending(string reason);

    private sealed class Entering(Guid id, ConcurrentDictionary<Guid, Entering> underWay)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), IDisposable
    {
        public void Dispose()
        {
            underWay.TryRemove(new(id, this));
            TrySetResult();
        }
    }
}
