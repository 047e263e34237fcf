using CcatOps.Application.Reads.Overlay;
using CcatOps.Infrastructure.Journal;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>The newest events of the overlay while Redis is unavailable. Readers that are too far behind get a snapshot.</summary>
internal sealed class AloneEvents
{
    private const int Most = 100_000;

    private readonly string history = Guid.NewGuid().ToString("N");
    private readonly Queue<OverlayEvent> events = new();
    private long number;

    public static OverlayEvent Taken(JournaledTransaction taken) =>
        new OverlayEvent.Taken(OverlayTransaction.Of(taken.Transaction, taken.Sequence, taken.State, taken.Lsn));

    public void Add(OverlayEvent happened)
    {
        events.Enqueue(happened);
        number++;
        if (events.Count > Most)
            events.Dequeue();
    }

    /// <summary>The events after a version; null if they are not kept any more.</summary>
    public OverlayUpdate? Since(OverlayVersion? known)
    {
        if (known?.History != history || number - known.Number is var missing && missing > events.Count)
            return null;
        return new(Version, IsSnapshot: false, [.. events.Skip((int)(events.Count - missing))]);
    }

    public OverlayUpdate Snapshot(IEnumerable<JournaledTransaction> all) => new(Version, IsSnapshot: true, [.. all.Select(Taken)]);

    private OverlayVersion Version => new(history, number);
}
