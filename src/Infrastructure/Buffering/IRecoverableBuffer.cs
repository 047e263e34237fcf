using CcatOps.Application.Errors;
using CcatOps.Application.Monitoring;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Buffering;

/// <summary>
/// A buffer that can be rebuilt from a journal: how the two are compared, and how it gets back what it lacks. All members may be repeated, and throw
/// <see cref="BufferUnavailableException"/>.
/// </summary>
internal interface IRecoverableBuffer
{
    /// <summary>Increases when the connection is lost or leads to another server. Earlier findings may then be wrong.</summary>
    int Life { get; }

    /// <summary>Judges whether it may be trusted with accepted writes.</summary>
    Task<BufferSafety> CheckSafetyAsync();

    /// <summary>Reads what tells whether it lacks something.</summary>
    /// <param name="mark">Replaces the canary in the same step; "": nothing does.</param>
    Task<BufferState> ReadStateAsync(string mark = "");

    /// <summary>Marks it as holding all of a journal.</summary>
    /// <param name="life">The life in which the rebuilding began; in another one it throws.</param>
    /// <param name="mark">The canary of the rebuilding.</param>
    /// <param name="journalId">The canary from now on.</param>
    /// <param name="floor">The least value of the counter from now on.</param>
    /// <param name="isInOrder">Whether the queue is known to be in order, so that it need not be sorted.</param>
    /// <returns>Whether it still had the mark; otherwise nothing was done.</returns>
    Task<bool> TryCompleteAsync(int life, string mark, string journalId, long floor, bool isInOrder);

    /// <summary>Returns what it knows of transactions, in the order of the ids.</summary>
    Task<IReadOnlyList<HeldTransaction>> FindAsync(IReadOnlyCollection<Guid> ids);

    /// <summary>As <see cref="FindAsync"/>, with what is in them.</summary>
    Task<IReadOnlyList<HeldTransaction>> ReadAsync(IReadOnlyCollection<Guid> ids);

    /// <summary>Returns the transactions that hold one of the claims.</summary>
    Task<IReadOnlyList<(Guid Id, long Sequence)>> FindHoldersAsync(IReadOnlyCollection<string> claims);

    /// <summary>Returns the transactions that main took last, as far as it knows.</summary>
    Task<IReadOnlyCollection<Guid>> FindNewestAppliedAsync(int most);

    /// <summary>Returns transactions between two sequences, the greatest first.</summary>
    Task<HeldPage> FindBetweenAsync(long least, long greatest, int most);

    /// <summary>Returns transactions from a sequence on that people have discarded.</summary>
    Task<HeldPage> FindDiscardedAsync(long least, int most);

    /// <summary>
    /// Returns pages of all that waits for main or for the replica. All that is held from begin to end is among them, some perhaps twice; but not what
    /// is put back into the queue meanwhile. What is taken meanwhile may be missing.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<Guid>> ReadIdsAsync(CancellationToken cancellationToken);

    /// <summary>Returns the lowest sequence that is not final, and the lowest that is queued or unconfirmed; where there is none, the next one.</summary>
    /// <exception cref="BufferUnavailableException">It is unavailable, or lacks something (<see cref="BufferFaults.IsIncomplete"/>).</exception>
    Task<(long Below, long UnderWay)> FindLowestPendingAsync();

    /// <summary>Puts transactions into the queue, or where their state belongs.</summary>
    /// <param name="state">The state of all of them.</param>
    /// <param name="isAgain">Whether also those are put back that it has as applied.</param>
    /// <param name="unanswered">Transactions that were never answered, and may lose their claims to these.</param>
    /// <param name="transactions">The transactions.</param>
    /// <returns>How many it did not have.</returns>
    Task<long> RestoreAsync(
        TransactionState state, bool isAgain, IReadOnlyCollection<Guid> unanswered, IReadOnlyCollection<RestoredTransaction> transactions);

    /// <summary>Discards transactions that people had discarded before.</summary>
    Task DiscardAgainAsync(IReadOnlyCollection<Guid> ids);
}

/// <param name="Canary">The id of the journal all of which it holds, or the mark of a rebuilding; null: none.</param>
/// <param name="Counter">The greatest sequence that it has given out; null: it is new, or was emptied.</param>
/// <param name="IsAnythingQueued">Whether something waits in the queue.</param>
internal sealed record BufferState(string? Canary, long? Counter, bool IsAnythingQueued)
{
    /// <summary>Whether the queue is in order: an interrupted rebuilding may have left another.</summary>
    public bool IsInOrder(string journalId) => !IsAnythingQueued || Canary == journalId;
}

/// <param name="Id">Its id.</param>
/// <param name="State">The name of its state; null: the buffer does not know it.</param>
/// <param name="Sequence">Its place in the site's order; null: it has none.</param>
/// <param name="WasBuffered">Whether it came through the queue; a direct write did not.</param>
internal sealed record HeldTransaction(Guid Id, string? State, long? Sequence, bool WasBuffered)
{
    /// <summary>Reads what is in it; null: that was not asked for, or cannot be read.</summary>
    public Func<Transaction?> Read { get; init; } = () => null;
}

/// <param name="Next">The place at which the next page begins; null: this is the last page.</param>
/// <param name="Entries">The transactions of this page.</param>
internal sealed record HeldPage(long? Next, IReadOnlyList<(Guid Id, long Sequence)> Entries);

/// <param name="Sequence">Its place in the site's order.</param>
/// <param name="Transaction">The content of the page.</param>
/// <param name="Note">The position in main's log after its commit, or why it failed; "": neither.</param>
/// <param name="IsDirect">Whether it was written directly, and never buffered.</param>
internal sealed record RestoredTransaction(long Sequence, Transaction Transaction, string Note, bool IsDirect);
