using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Reads.Overlay;

/// <summary>The states of the transactions of a run. A snapshot's states never change; the next snapshot changes a copy.</summary>
internal sealed class RunStates
{
    private const byte Gone = byte.MaxValue;

    private readonly byte[] states;
    private ulong[]? positions;

    public RunStates(int count)
    {
        states = new byte[count];
        Array.Fill(states, Gone);
    }

    private RunStates(RunStates before)
    {
        (states, positions) = ([.. before.states], before.positions is { } known ? [.. known] : null);
        (Live, Committed) = (before.Live, before.Committed);
    }

    /// <summary>How many are in no final state.</summary>
    public int Live { get; private set; }

    public int Committed { get; private set; }

    public bool IsLive(int entry) => states[entry] != Gone;

    public TransactionState StateOf(int entry) => (TransactionState)states[entry];

    public Lsn? PositionOf(int entry) => positions is { } known && known[entry] > 0 ? new Lsn(known[entry]) : null;

    public RunStates Copy() => new(this);

    public void Set(int entry, TransactionState state, Lsn? position)
    {
        Forget(entry);
        states[entry] = (byte)state;
        Live++;
        if (state == TransactionState.Committed)
            Committed++;
        if (position is { } known)
            (positions ??= new ulong[states.Length])[entry] = known.Value;
    }

    /// <summary>It is of no concern any more.</summary>
    public void Forget(int entry)
    {
        if (!IsLive(entry))
            return;
        Live--;
        if (StateOf(entry) == TransactionState.Committed)
            Committed--;
        states[entry] = Gone;
        if (positions is not null)
            positions[entry] = 0;
    }
}
