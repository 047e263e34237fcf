using System.Collections.Concurrent;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

/// <summary>
/// Tells, mostly without asking the buffer, whether it may hold something that a write would overtake or repeat: a transaction of the
/// same entities, or one with the same claim.
/// </summary>
public sealed class PendingNames(OverlayMirror mirror)
{
    /// <summary>The first answer after an attempt has ended may have been asked for before that; the second was not.</summary>
    private const int AnswersThatCover = 2;

    /// <summary>Beyond this, names that are not doubtful are forgotten. That costs nothing but memory.</summary>
    private const int MostRemembered = 10_000;

    /// <summary>Doubtful names are never forgotten: while the buffer does not answer, further writes are refused instead.</summary>
    private const int MostDoubtful = 100_000;

    private readonly ConcurrentDictionary<string, Attempts> attempts = new();
    private long forgotAt = -1;
    private int remembered;

    /// <summary>Whether the last picture of the overlay shows nothing of this write. Looks at all that is pending.</summary>
    public bool HasNone(Transaction transaction)
    {
        var names = NamesOf(transaction).ToHashSet();
        return mirror.Answers > 0 && !mirror.LastKnown.Transactions.Any(pending => pending.HasAnyOf(names));
    }

    /// <summary>
    /// Finds the buffered transaction that holds a claim of this write, which is about to bypass the buffer. Returns null also if the buffer is
    /// unavailable; then the marker at main decides.
    /// </summary>
    public async Task<Transaction?> FindHolderAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        if (transaction.Claims.IsEmpty)
            return null;
        try
        {
            var overlay = await mirror.GetCurrentAsync(cancellationToken);
            return overlay.Transactions
                .Where(pending => pending.HasAnyOf(transaction.Claims))
                .Select(pending => pending.ToTransaction())
                .FirstOrDefault(held => held.Claims.Any(claim => transaction.Claims.Contains(claim)));
        }
        catch (BufferUnavailableException)
        {
            return null;
        }
    }

    /// <summary>
    /// To be told before a transaction is given to the buffer, and to be disposed of when that has answered or failed: whatever the answer, it
    /// may be there, and may have come there until then.
    /// </summary>
    /// <exception cref="BufferUnavailableException">The buffer has not answered for so long that too many names are doubtful.</exception>
    public Attempt Begin(Transaction transaction)
    {
        var isCovered = !NamesOf(transaction).Any(IsDoubtful);
        Forget();
        if (Volatile.Read(ref remembered) >= MostDoubtful)
            throw new BufferUnavailableException($"The buffer has not answered since {MostDoubtful} records were given to it; further writes are refused.");
        foreach (var name in NamesOf(transaction))
        {
            if (attempts.TryAdd(name, new(1, 0, transaction.Id)))
                Interlocked.Increment(ref remembered);
            else
                attempts.AddOrUpdate(name, _ => new(1, 0, transaction.Id), (_, earlier) => new(earlier.UnderWay + 1, earlier.EndedAt, transaction.Id));
        }

        return new Attempt(this, transaction, isCovered);
    }

    /// <summary>Whether nothing else with one of its names was given to the buffer since.</summary>
    public bool IsNewestAttempt(Transaction transaction) =>
        NamesOf(transaction).All(name => attempts.TryGetValue(name, out var newest) && newest.NewestId == transaction.Id);

    /// <summary>At most once for each answer: between two of them nothing becomes less doubtful, and many may be accepted.</summary>
    private void Forget()
    {
        var answers = mirror.Answers;
        if (Interlocked.Exchange(ref forgotAt, answers) == answers || attempts.Count <= MostRemembered)
            return;
        foreach (var attempt in attempts.Where(attempt => !IsDoubtful(attempt.Value)))
            attempts.TryRemove(attempt);
        Volatile.Write(ref remembered, attempts.Count);
    }

    private void End(Transaction transaction)
    {
        foreach (var name in NamesOf(transaction))
            attempts.AddOrUpdate(name, _ => default, (_, attempt) => attempt with { UnderWay = attempt.UnderWay - 1, EndedAt = mirror.Answers });
    }

    private bool IsDoubtful(string name) => attempts.TryGetValue(name, out var newest) && IsDoubtful(newest);

    private bool IsDoubtful(Attempts attempt) => attempt.UnderWay > 0 || mirror.Answers < attempt.EndedAt + AnswersThatCover;

    internal static IEnumerable<string> NamesOf(Transaction transaction) => transaction.Entities.Concat(transaction.Claims);

    /// <param name="UnderWay">How many of them have not ended.</param>
    /// <param name="EndedAt">How often the buffer had answered when the last of them ended.</param>
    /// <param name="NewestId">The transaction of the newest.</param>
    private readonly record struct Attempts(int UnderWay, long EndedAt, Guid NewestId);

    /// <summary>One transaction being given to the buffer.</summary>
    public sealed class Attempt(PendingNames pending, Transaction transaction, bool isCovered) : IDisposable
    {
        /// <summary>Whether every earlier attempt with one of its names is covered by the picture of the overlay.</summary>
        public bool IsCovered => isCovered;

        public void Dispose() => pending.End(transaction);
    }
}
