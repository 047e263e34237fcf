using CcatOps.Application.Errors;
using CcatOps.Application.FaultInjection;
using CcatOps.Application.Writes;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Recovery;

/// <summary>
/// Remembers attempts whose outcome in Redis is unknown. When such a write is repeated, it is first accepted under the id of the first attempt:
/// that one may be at main already, and the journal, which alone takes the repetition, does not know it.
/// </summary>
/// <param name="buffer">The buffer.</param>
/// <param name="comparisons">How often Redis and the journal were brought together: the journal then knows every attempt that Redis took.</param>
internal sealed class RepeatingBuffer(ITransactionBuffer buffer, Func<int> comparisons) : ITransactionBuffer
{
    private const int Most = 10_000;
    private readonly Lock sync = new();
    private readonly Dictionary<string, Transaction> doubtful = [];
    private int compared;

    public async Task<AcceptOutcome> AcceptAsync(Transaction transaction, BufferLimits limits, CancellationToken cancellationToken) =>
        FirstAttemptOf(transaction) is { } first && await TryAsync(first, limits, cancellationToken) is AcceptOutcome.Full full
            ? full
            : await TryAsync(transaction, limits, cancellationToken);

    public Task TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken) =>
        buffer.TrackAsync(transaction, lsn, cancellationToken);

    private async Task<AcceptOutcome> TryAsync(Transaction transaction, BufferLimits limits, CancellationToken cancellationToken)
    {
        EnsureRoom();
        try
        {
            var outcome = await buffer.AcceptAsync(transaction, limits, cancellationToken);
            Forget(transaction);
            return outcome;
        }
        catch (BufferUnavailableException)
        {
            Remember(transaction);
            throw;
        }
    }

    /// <summary>Refuses writes rather than forget attempts: a forgotten one could take effect twice.</summary>
    private void EnsureRoom()
    {
        lock (sync)
        {
            if (doubtful.Count == 0 || compared == comparisons())
            {
                if (doubtful.Count >= Most)
                    throw new BufferUnavailableException("Redis has not answered, and too many writes have an unknown outcome. Repeat this one when Redis is back.");
                return;
            }

            doubtful.Clear();
        }
    }

    private Transaction? FirstAttemptOf(Transaction transaction)
    {
        lock (sync)
        {
            return doubtful.Count == 0
                ? null
                : transaction.Claims.Select(doubtful.GetValueOrDefault).FirstOrDefault(first => first?.RequestHash == transaction.RequestHash);
        }
    }

    private void Remember(Transaction transaction)
    {
        if (Mutants.IsActive(Mutant.RepetitionForgotten))
            return;
        lock (sync)
        {
            if (doubtful.Count == 0)
                compared = comparisons();
            foreach (var claim in transaction.Claims)
                doubtful.TryAdd(claim, transaction);
        }
    }

    private void Forget(Transaction transaction)
    {
        lock (sync)
        {
            if (doubtful.Count == 0)
                return;
            foreach (var claim in transaction.Claims)
            {
                if (doubtful.GetValueOrDefault(claim)?.Id == transaction.Id)
                    doubtful.Remove(claim);
            }
        }
    }
}
