using CcatOps.Application.Errors;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Monitoring;

/// <summary>The buffer as operators see it. All members throw <see cref="BufferUnavailableException"/>.</summary>
public interface IBufferMonitor
{
    Task<BufferStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>Asks the server how safely it keeps things, and notes the answer for those who accept writes.</summary>
    Task<BufferSafety> CheckSafetyAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stops the drain until it is resumed, also across restarts. The audit transaction is taken in the same atomic step, whatever
    /// the room; null: no record is kept.
    /// </summary>
    Task PauseAsync(string reason, string principal, Transaction? audit, CancellationToken cancellationToken);

    Task ResumeAsync(Transaction? audit, CancellationToken cancellationToken);
}

public sealed record BufferStatus
{
    public required long Depth { get; init; }
    public required long Unconfirmed { get; init; }
    public required long Failed { get; init; }
    public required long Parked { get; init; }

    /// <summary>When the oldest waiting transaction was accepted; null when none waits.</summary>
    public DateTimeOffset? OldestAcceptedAt { get; init; }

    /// <summary>Transactions that came into each state since the buffer was made; <c>buffered</c> counts the accepted ones.</summary>
    public required IReadOnlyDictionary<string, long> Totals { get; init; }

    public DrainPause? Pause { get; init; }

    /// <summary>Whether the journal replaces a server that is unavailable.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Why the server refuses every write at the moment, with the remedy; null: it does not.</summary>
    public string? Refusal { get; init; }

    /// <summary>Notes for operators, each with its remedy.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Bytes of the contents of what waits.</summary>
    public long WaitingBytes { get; init; }

    public BufferLoad Waiting => new(Depth + Parked, WaitingBytes);
}

/// <param name="Level">How an accepted write is held: <c>fsynced</c>, <c>everysec</c> or <c>memory</c>.</param>
/// <param name="Faults">The reasons not to trust the buffer, each with its remedy.</param>
/// <param name="Facts">The report of Redis about itself; null if Redis does not hold the buffer.</param>
/// <param name="Storage">Bytes of contents that its storage can hold; null: unknown.</param>
public sealed record BufferSafety(string Level, IReadOnlyList<string> Faults, RedisFacts? Facts = null, long? Storage = null);
