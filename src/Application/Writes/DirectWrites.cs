using CcatOps.Application.Errors;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

/// <summary>
/// Writes that bypass an unavailable buffer. Until the buffer tracks one, no write that shares an entity or a claim with it may enter the
/// buffer, because it would repeat or overtake it. So none is forgotten: at the bound further ones are refused.
/// </summary>
public sealed class DirectWrites(ITransactionBuffer buffer)
{
    private const int Most = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Entry> entries = [];
    private readonly Dictionary<string, List<Entry>> byName = [];

    /// <summary>Notes a write before it is sent. Dispose of the result when its outcome is known.</summary>
    /// <exception cref="BufferUnavailableException">Too many are not tracked by the buffer yet. Nothing was sent.</exception>
    public IDisposable Begin(Transaction transaction)
    {
        var entry = new Entry(transaction, this);
        lock (gate)
        {
            if (entries.Count >= Most)
            {
                throw new BufferUnavailableException(
                    $"{Most} writes have bypassed the buffer since it became unavailable; further ones are refused until it tracks them.");
            }

            entries.Add(transaction.Id, entry);
            foreach (var name in PendingNames.NamesOf(transaction).Distinct())
            {
                if (byName.TryGetValue(name, out var others))
                    others.Add(entry);
                else
                    byName[name] = [entry];
            }
        }

        return entry;
    }

    /// <summary>Has the buffer track a write that main has committed. If that fails, it is tracked later.</summary>
    /// <returns>Whether the buffer tracks it.</returns>
    public async Task<bool> TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken)
    {
        Find(transaction.Id)?.TrySetResult(lsn);
        try
        {
            await buffer.TrackAsync(transaction, lsn, cancellationToken);
            Remove(transaction.Id);
            return true;
        }
        catch (BufferUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Waits, before a transaction is given to the buffer, until the buffer tracks all that it would repeat or overtake.</summary>
    /// <exception cref="BufferUnavailableException">The buffer cannot track one of them.</exception>
    public async Task SettleAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        foreach (var entry in FindAll(transaction))
        {
            if (await entry.Task.WaitAsync(cancellationToken) is { } lsn)
                await buffer.TrackAsync(entry.Transaction, lsn, cancellationToken);
            Remove(entry.Transaction.Id);
        }
    }

    /// <summary>Has the buffer track all writes that main has committed, as far as it is available.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in FindEnded())
        {
            if (await entry.Task is { } lsn && !await TrackAsync(entry.Transaction, lsn, cancellationToken))
                return;
        }
    }

    private Entry? Find(Guid id)
    {
        lock (gate)
            return entries.GetValueOrDefault(id);
    }

    private Entry[] FindAll(Transaction transaction)
    {
        lock (gate)
        {
            return entries.Count == 0
                ? []
                : [.. PendingNames.NamesOf(transaction).SelectMany(name => byName.GetValueOrDefault(name) ?? []).Distinct()];
        }
    }

    private Entry[] FindEnded()
    {
        lock (gate)
            return entries.Count == 0 ? [] : [.. entries.Values.Where(entry => entry.Task.IsCompleted)];
    }

    private void Remove(Guid id)
    {
        lock (gate)
        {
            if (!entries.Remove(id, out var entry))
                return;
            foreach (var name in PendingNames.NamesOf(entry.Transaction).Distinct())
            {
                if (byName.TryGetValue(name, out var others) && others.Remove(entry) && others.Count == 0)
                    byName.Remove(name);
            }
        }
    }

    private sealed class Entry(Transaction transaction, DirectWrites owner)
        : TaskCompletionSource<Lsn?>(TaskCreationOptions.RunContinuationsAsynchronously), IDisposable
    {
        public Transaction Transaction { get; } = transaction;

        public void Dispose()
        {
            if (TrySetResult(null))
                owner.Remove(Transaction.Id);
        }
    }
}
