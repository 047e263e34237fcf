using CcatOps.Domain.Writes;

namespace CcatOps.Application.Monitoring;

/// <summary>How fast transactions come and go, over about the last minute.</summary>
public sealed class BufferRates(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Queue<(long At, long Accepted, long Applied)> samples = new();

    public void Note(IReadOnlyDictionary<string, long> totals)
    {
        lock (gate)
        {
            samples.Enqueue((
                time.GetTimestamp(),
                totals.GetValueOrDefault(nameof(TransactionState.Buffered).ToLowerInvariant()),
                totals.GetValueOrDefault(nameof(TransactionState.Committed).ToLowerInvariant())));
            while (samples.Count > 2 && time.GetElapsedTime(samples.Peek().At) > Window)
                samples.Dequeue();
        }
    }

    /// <summary>Transactions per second; zero until there are two samples.</summary>
    public (double Accepted, double Applied) PerSecond()
    {
        lock (gate)
        {
            if (samples.Count < 2)
                return (0, 0);
            var (first, last) = (samples.Peek(), samples.Last());
            var seconds = time.GetElapsedTime(first.At, last.At).TotalSeconds;
            return seconds <= 0 ? (0, 0) : (Rate(first.Accepted, last.Accepted), Rate(first.Applied, last.Applied));

            double Rate(long from, long to) => Math.Round(Math.Max(0, to - from) / seconds, 3);
        }
    }
}
