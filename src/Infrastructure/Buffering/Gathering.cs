namespace CcatOps.Infrastructure.Buffering;

/// <summary>Sends items in shared calls: those that come while a call is under way go together in the next. One that comes alone goes at once.</summary>
/// <param name="most">How many items go in one call.</param>
/// <param name="callAsync">Sends a batch and tells each of its items the outcome. It must not throw.</param>
internal sealed class Gathering<TItem>(int most, Func<List<TItem>, Task> callAsync)
{
    private readonly Lock sync = new();
    private readonly Queue<TItem> queue = new();
    private bool isCalling;

    public void Add(TItem item)
    {
        lock (sync)
        {
            queue.Enqueue(item);
            if (isCalling)
                return;
            isCalling = true;
        }

        _ = CallAllAsync();
    }

    private async Task CallAllAsync()
    {
        while (TakeNext() is { } batch)
            await callAsync(batch);
    }

    private List<TItem>? TakeNext()
    {
        lock (sync)
        {
            var batch = new List<TItem>();
            while (batch.Count < most && queue.TryDequeue(out var item))
                batch.Add(item);
            isCalling = batch.Count > 0;
            return isCalling ? batch : null;
        }
    }
}
