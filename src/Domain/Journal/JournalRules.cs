using CcatOps.Domain.Buffering;

namespace CcatOps.Domain.Journal;

/// <summary>How the buffer and the journal beside it compare.</summary>
public static class JournalRules
{
    /// <summary>Whether the buffer holds all that the journal holds.</summary>
    /// <param name="canary">The name of the journal whose records the buffer holds; null: none.</param>
    /// <param name="counter">The buffer's sequence counter; null: it has none.</param>
    /// <param name="journalId">The journal's id.</param>
    /// <param name="greatest">The greatest sequence in the journal.</param>
    public static bool IsComplete(string? canary, long? counter, string journalId, long greatest) =>
        canary == journalId && (counter ?? 0) >= greatest;

    /// <summary>
    /// Whether the buffer still knows the claims of what was settled long ago. One that was set back does not when that was taken
    /// after the moment to which it was set back.
    /// </summary>
    public static bool KnowsOldClaims(string? canary, long? counter, string journalId, long settledBelow) =>
        canary == journalId && (counter ?? 0) >= settledBelow - 1;

    /// <summary>
    /// The least value for the counter of a rebuilt buffer. One that lost its counter may have given out more than the journal
    /// knows, to requests that never got their answer.
    /// </summary>
    public static long Floor(long? counter, long greatest) =>
        counter is { } count ? Math.Max(count, greatest) : greatest > 0 ? greatest + SequenceRules.LostBufferGap : 0;

    /// <summary>
    /// The first sequence that is given out while the buffer is unavailable: above all that it may have given out, also since it was rebuilt
    /// with <see cref="Floor"/>.
    /// </summary>
    public static long FirstAlone(long greatest) => greatest + (2 * SequenceRules.LostBufferGap) + 1;
}
