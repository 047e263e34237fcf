namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// Records of answered writes that are not in the journal yet, in their order and bounded. Where there are too many, the oldest are dropped:
/// Redis has the transactions, and they are copied from there later.
/// </summary>
internal sealed class PendingRecords(SharedState shared)
{
    private const int Most = 100_000;
    private const int AtOnce = 1_000;

    private readonly Lock sync = new();
    private readonly Queue<PendingRecord> records = new();
    private long dropped;

    /// <summary>How many there are, those that were dropped included.</summary>
    public long Count
    {
        get
        {
            lock (sync)
                return records.Count + dropped;
        }
    }

    public bool WereDropped => Interlocked.Read(ref dropped) > 0;

    /// <summary>The transactions among them, ascending by sequence.</summary>
    public IReadOnlyList<JournaledTransaction> Transactions
    {
        get
        {
            lock (sync)
                return [.. records.Select(entry => JournaledTransaction.Of(entry.Record)).OfType<JournaledTransaction>().OrderBy(entry => entry.Sequence)];
        }
    }

    /// <param name="record">The record.</param>
    /// <param name="append">The append that is still under way; null: it must be appended again.</param>
    public void Add(JournalRecord record, Task? append)
    {
        lock (sync)
        {
            records.Enqueue(new(record) { Append = append });
            while (records.Count > Most)
            {
                records.Dequeue();
                dropped++;
            }

            Share();
        }
    }

    /// <summary>Appends them, the oldest first, until all are written or the disk refuses.</summary>
    public async Task FlushAsync(
        Func<JournalRecord, Task> appendAsync, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        while (Next() is { Length: > 0 } some)
        {
            foreach (var entry in some)
            {
                if (entry.Append is null or { IsFaulted: true })
                    entry.Append = appendAsync(entry.Record);
            }

            try
            {
                await Task.WhenAll(some.Select(entry => entry.Append!)).WaitAsync(timeout, time, cancellationToken);
            }
            catch (Exception exception) when (exception is TimeoutException or JournalUnavailableException)
            {
                // The folder reports its fault, and the next flush tries again.
            }

            if (Remove(some) < some.Length)
                return;
        }
    }

    public void NoteCopied()
    {
        lock (sync)
        {
            dropped = 0;
            Share();
        }
    }

    private PendingRecord[] Next()
    {
        lock (sync)
            return [.. records.Take(AtOnce)];
    }

    /// <summary>Removes those at the front that were written.</summary>
    private int Remove(PendingRecord[] some)
    {
        lock (sync)
        {
            var written = 0;
            while (written < some.Length && some[written].Append is { IsCompletedSuccessfully: true })
            {
                if (records.TryPeek(out var oldest) && oldest == some[written])
                    records.Dequeue();
                written++;
            }

            Share();
            return written;
        }
    }

    private void Share() => shared.Pending = records.Count + dropped;

    private sealed class PendingRecord(JournalRecord record)
    {
        public JournalRecord Record => record;

        public Task? Append { get; set; }
    }
}
