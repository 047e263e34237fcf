using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Features.Status;

/// <summary>Counts the transactions on their way by state, with the oldest of each.</summary>
internal sealed class HeldTransactions
{
    public static readonly HeldTransactions None = new([], []);

    private readonly Dictionary<TransactionState, long> counts;
    private readonly Dictionary<TransactionState, DateTimeOffset> oldest;

    private HeldTransactions(Dictionary<TransactionState, long> counts, Dictionary<TransactionState, DateTimeOffset> oldest) =>
        (this.counts, this.oldest) = (counts, oldest);

    public static HeldTransactions Of(OverlaySnapshot overlay)
    {
        var oldest = overlay.OldestByState();
        return new(
            oldest.ToDictionary(pair => pair.Key, pair => pair.Value.Count),
            oldest.ToDictionary(pair => pair.Key, pair => pair.Value.Oldest.ReadAcceptedAt()));
    }

    public long CountOf(TransactionState state) => counts.GetValueOrDefault(state);

    public DateTimeOffset? OldestOf(TransactionState state) => oldest.TryGetValue(state, out var at) ? at : null;
}
