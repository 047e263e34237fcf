using System.Collections.Concurrent;
using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

/// <summary>
/// Tells, mostly without asking the buffer, whether it may hold something that a write would overtake or repeat: a transaction of the
/// same entities, or one with the same claim.
/// </summary>
public sealed class PendingNames(OverlayMirror mirror)
{
    /// <summary>The first answer after an attempt may have been asked for before it; the second was not.</summary>
    private const int AnswersThatCover = 2;

    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<string, (long At, Guid TransactionId)> attempts = new();
    private long forgotAt = -1;

    /// <summary>Whether the last picture of the overlay shows nothing of this write. Looks at all that is pending.</summary>
    public bool HasNone(Transaction transaction)
    {
        var names = NamesOf(transaction).ToHashSet();
        return mirror.Answers > 0 && !mirror.LastKnown.Transactions.Any(pending => pending.HasAnyOf(names));
    }

    /// <summary>
    /// What the buffer holds under a claim of this write, which is about to go past it; null also while the buffer cannot be asked: then the
    /// marker at main decides.
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

    /// <summary>To be told before a transaction is given to the buffer: whatever the answer, it may be there.</summary>
    /// <returns>Whether every earlier attempt with one of its names is covered by the picture of the overlay.</returns>
    public bool NoteAttempt(Transaction transaction)
    {
        var isCovered = !NamesOf(transaction).Any(IsDoubtful);
        Forget();
        foreach (var name in NamesOf(transaction))
            attempts[name] = (mirror.Answers, transaction.Id);
        return isCovered;
    }

    /// <summary>Whether nothing else with one of its names was given to the buffer since.</summary>
    public bool IsNewestAttempt(Transaction transaction) =>
        NamesOf(transaction).All(name => attempts.TryGetValue(name, out var newest) && newest.TransactionId == transaction.Id);

    /// <summary>At most once for each answer: between two of them nothing becomes less doubtful, and many may be accepted.</summary>
    private void Forget()
    {
        var answers = mirror.Answers;
        if (Interlocked.Exchange(ref forgotAt, answers) == answers || attempts.Count <= MostRemembered)
            return;
        foreach (var (name, _) in attempts.Where(attempt => !IsDoubtful(attempt.Key)))
            attempts.TryRemove(name, out _);
    }

    private bool IsDoubtful(string name) => attempts.TryGetValue(name, out var newest) && mirror.Answers < newest.At + AnswersThatCover;

    internal static IEnumerable<string> NamesOf(Transaction transaction) => transaction.Entities.Concat(transaction.Claims);
}
