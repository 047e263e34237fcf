using System.Collections.Concurrent;
using CcatOps.Infrastructure.Redis;
using Microsoft.Extensions.Logging;

namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// The journal as the buffer beside it uses it. What cannot be written is kept in memory, and written as soon as it can be: the
/// buffer has it.
/// </summary>
internal sealed partial class SiteJournal(JournalFolder folder, ILogger<SiteJournal> logger) : IJournalMark, IDisposable
{
    private readonly ConcurrentDictionary<Guid, Entering> underWay = [];
    private readonly ConcurrentQueue<JournalRecord> owed = [];
    private readonly SemaphoreSlim paying = new(1, 1);

    public JournalFolder Folder => folder;

    public string Id => folder.Id.ToString("N");

    public long Greatest => folder.Greatest;

    /// <summary>How many records wait for the journal to be writable again.</summary>
    public int Owed => owed.Count;

    /// <summary>To be told before the buffer takes a transaction. Whoever meets it there can wait until the result is disposed of.</summary>
    public IDisposable Enter(Guid transactionId) => underWay[transactionId] = new Entering(transactionId, underWay);

    /// <summary>Keeps a transaction that the buffer has taken, whoever went away meanwhile.</summary>
    /// <returns>A warning where the journal cannot be written; null: it is on stable storage.</returns>
    public Task<string?> KeepAsync(long sequence, PackedTransaction packed) =>
        KeepAsync(new JournalRecord.Accepted(sequence, packed.Transaction) { Body = packed.Body });

    /// <summary>Waits until a transaction that another request is having kept is on stable storage.</summary>
    public Task WaitForAsync(Guid transactionId) => underWay.GetValueOrDefault(transactionId)?.Task ?? Task.CompletedTask;

    public async Task<string?> KeepAsync(JournalRecord record)
    {
        try
        {
            await folder.AppendAsync(record, CancellationToken.None);
            return null;
        }
        catch (JournalUnavailableException exception)
        {
            if (owed.IsEmpty)
                LogOwed(exception.Message);
            owed.Enqueue(record);
            return $"held in Redis only: {exception.Message}";
        }
    }

    /// <summary>Tries to write what could not be written.</summary>
    public async Task PayAsync(CancellationToken cancellationToken)
    {
        await paying.WaitAsync(cancellationToken);
        try
        {
            while (owed.TryPeek(out var record))
            {
                await folder.AppendAsync(record, cancellationToken);
                owed.TryDequeue(out _);
            }
        }
        catch (JournalUnavailableException)
        {
            // Later, then. The folder says why.
        }
        finally
        {
            paying.Release();
        }
    }

    public void Dispose() => paying.Dispose();

    [LoggerMessage(LogLevel.Error, "What is accepted is held in Redis only, and kept for the journal until it can be written: {Reason}")]
    private partial void LogOwed(string reason);

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
