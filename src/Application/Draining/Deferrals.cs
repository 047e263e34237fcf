using CcatOps.Domain.Writes;

namespace CcatOps.Application.Draining;

/// <summary>
/// Transactions that were not applied and may be later. While one waits for its next try it holds back its entities, and nothing else.
/// </summary>
internal sealed class Deferrals(TimeProvider time)
{
    /// <summary>How many that are due are tried in one batch while none of them passes: each that is refused costs main a further round.</summary>
    private const int FewestTries = 8;

    private const int MostTries = 10_000;

    private readonly Lock sync = new();
    private readonly Dictionary<Guid, Deferral> deferred = [];
    private int tries = FewestTries;
    private Guid? turnTaken;

    /// <summary>Notes that one was not applied.</summary>
    /// <param name="entry">The transaction.</param>
    /// <param name="failure">Why.</param>
    /// <param name="delayAfter">How long it waits after so many failures of the same class; zero: others are not let past it yet.</param>
    /// <returns>For how long it has been tried.</returns>
    public TimeSpan Note(BufferedTransaction entry, Failure failure, Func<int, TimeSpan> delayAfter)
    {
        lock (sync)
        {
            var known = deferred.GetValueOrDefault(entry.Transaction.Id) ?? new Deferral
            {
                Aside = new(entry.Transaction.Id, entry.Transaction.Operation, failure, time.GetUtcNow()),
                First = time.GetTimestamp(),
            };
            var times = known.Aside.Failure.Class == failure.Class ? known.Times + 1 : 1;
            var delay = delayAfter(times);
            if (known.IsAside)
                tries = FewestTries;
            deferred[entry.Transaction.Id] = known with
            {
                Aside = known.Aside with { Failure = failure },
                Times = times,
                Since = time.GetTimestamp(),
                Delay = delay,
                IsAside = known.IsAside || delay > TimeSpan.Zero,
            };
            return time.GetElapsedTime(known.First);
        }
    }

    /// <summary>Notes that a part of a large one is at main: whatever kept it before is gone, and others have their turn before the next part.</summary>
    public void NotePart(Guid transactionId)
    {
        Settle([transactionId]);
        turnTaken = transactionId;
    }

    /// <summary>Whether a large one lets others go first; from now on it does not.</summary>
    public bool EndTurn()
    {
        var wasTaken = turnTaken is not null;
        turnTaken = null;
        return wasTaken;
    }

    /// <summary>The entities of those in the batch that are not due yet, or whose turn has not come.</summary>
    public HashSet<string> EntitiesIn(IReadOnlyList<BufferedTransaction> batch)
    {
        lock (sync)
        {
            if (deferred.Count == 0 && turnTaken is null)
                return [];
            var room = tries;
            return
            [
                .. batch.Where(entry => entry.Transaction.Id == turnTaken || MustWait(entry.Transaction.Id, ref room))
                    .SelectMany(entry => entry.Transaction.Entities),
            ];
        }
    }

    /// <summary>Whether others were let past it: it is sent apart from them.</summary>
    public bool IsAside(Guid transactionId)
    {
        lock (sync)
            return deferred.TryGetValue(transactionId, out var known) && known.IsAside;
    }

    /// <summary>Whether it has broken off so often that it is not sent with anything else.</summary>
    public bool BreaksOff(Guid transactionId)
    {
        lock (sync)
            return deferred.TryGetValue(transactionId, out var known) && known is { IsAside: true, Aside.Failure.Class: FailureClass.Link };
    }

    /// <summary>Forgets what is no longer in the queue. Where one of them had been deferred, what kept it may be gone for the others, too.</summary>
    public void Settle(IEnumerable<Guid> transactionIds)
    {
        lock (sync)
        {
            if (deferred.Count == 0)
                return;
            foreach (var id in transactionIds)
            {
                if (deferred.Remove(id, out var settled) && settled.IsAside)
                {
                    tries = Math.Min(tries * FewestTries, MostTries);
                    MakeDue(settled.Aside.Failure.Class);
                }
            }
        }
    }

    /// <summary>Makes those due that wait for main's own state to change.</summary>
    public void MakeDue(FailureClass reason)
    {
        lock (sync)
        {
            foreach (var (id, known) in deferred.Where(each => each.Value.Aside.Failure.Class == reason && reason != FailureClass.Other).ToArray())
                deferred[id] = known with { Delay = TimeSpan.Zero };
        }
    }

    public void Clear()
    {
        lock (sync)
            deferred.Clear();
        turnTaken = null;
    }

    /// <summary>The time until the next of those that wait is due; null: none waits.</summary>
    public TimeSpan? NextDue()
    {
        lock (sync)
        {
            return deferred.Values.Select(Remaining).Where(remaining => remaining > TimeSpan.Zero)
                .Select(remaining => (TimeSpan?)remaining).Min();
        }
    }

    /// <summary>Those that others are let past, by the time of their first failure.</summary>
    public IReadOnlyList<SetAside> List()
    {
        lock (sync)
            return [.. deferred.Values.Where(known => known.IsAside).Select(known => known.Aside).OrderBy(aside => aside.Since)];
    }

    private bool MustWait(Guid id, ref int room) =>
        deferred.TryGetValue(id, out var known) && known.IsAside && (Remaining(known) > TimeSpan.Zero || room-- <= 0);

    private TimeSpan Remaining(Deferral known) => known.Delay - time.GetElapsedTime(known.Since);

    private sealed record Deferral
    {
        public required SetAside Aside { get; init; }
        public long First { get; init; }
        public int Times { get; init; }
        public long Since { get; init; }
        public TimeSpan Delay { get; init; }
        public bool IsAside { get; init; }
    }
}
