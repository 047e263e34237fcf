using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

/// <summary>Transactions that wait for their next attempt. Each holds back its entities meanwhile, and nothing else.</summary>
internal sealed class Deferrals(TimeProvider time)
{
    private readonly Dictionary<Guid, (long Since, TimeSpan Delay)> waiting = [];

    public void Add(Guid transactionId, TimeSpan delay) => waiting[transactionId] = (time.GetTimestamp(), delay);

    /// <summary>The entities of those in the batch that are not due yet.</summary>
    public HashSet<string> EntitiesIn(IReadOnlyList<BufferedTransaction> batch)
    {
        foreach (var (id, (since, delay)) in waiting.ToArray())
        {
            if (time.GetElapsedTime(since) >= delay)
                waiting.Remove(id);
        }

        return [.. batch.Where(entry => waiting.ContainsKey(entry.Transaction.Id)).SelectMany(entry => entry.Transaction.Entities)];
    }
}
