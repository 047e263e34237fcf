using System.Collections.Concurrent;
using CcatOps.Application.Errors;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

/// <summary>
/// Writes that go to main past a buffer that is away. Until the buffer knows of one, nothing that shares an entity or a claim with it may
/// enter the buffer: it would repeat or overtake it.
/// </summary>
public sealed class DirectWrites(ITransactionBuffer buffer)
{
    private const int MostRemembered = 10_000;
    private readonly ConcurrentDictionary<Guid, Entry> entries = new();

    /// <summary>To be told before one is sent, and disposed of when its outcome is known.</summary>
    public IDisposable Begin(Transaction transaction)
    {
        foreach (var old in entries.Values.Where(entry => entry.Task.IsCompleted).Take(entries.Count - MostRemembered))
            entries.TryRemove(old.Transaction.Id, out _);
        return entries[transaction.Id] = new Entry(transaction, entries);
    }

    /// <summary>Tells the buffer of one that main has committed; if that is not possible now, before the next one that shares a name with it.</summary>
    /// <returns>Whether the buffer knows of it.</returns>
    public async Task<bool> TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken)
    {
        entries.GetValueOrDefault(transaction.Id)?.TrySetResult(lsn);
        try
        {
            await buffer.TrackAsync(transaction, lsn, cancellationToken);
            entries.TryRemove(transaction.Id, out _);
            return true;
        }
        catch (BufferUnavailableException)
        {
            return false;
        }
    }

    /// <summary>To be awaited before a transaction is given to the buffer.</summary>
    /// <exception cref="BufferUnavailableException">One that it would repeat or overtake cannot be made known to the buffer.</exception>
    public async Task SettleAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        if (entries.IsEmpty)
            return;
        var names = PendingNames.NamesOf(transaction).ToHashSet();
        foreach (var entry in entries.Values.Where(entry => PendingNames.NamesOf(entry.Transaction).Any(names.Contains)))
        {
            if (await entry.Task.WaitAsync(cancellationToken) is { } lsn)
                await buffer.TrackAsync(entry.Transaction, lsn, cancellationToken);
            entries.TryRemove(entry.Transaction.Id, out _);
        }
    }

    private sealed class Entry(Transaction transaction, ConcurrentDictionary<Guid, Entry> entries)
        : TaskCompletionSource<Lsn?>(TaskCreationOptions.RunContinuationsAsynchronously), IDisposable
    {
        public Transaction Transaction { get; } = transaction;

        public void Dispose()
        {
            if (TrySetResult(null))
                entries.TryRemove(Transaction.Id, out _);
        }
    }
}
