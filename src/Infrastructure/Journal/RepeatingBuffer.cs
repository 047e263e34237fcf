using CcatOps.Application.Errors;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// Remembers attempts of which nobody knows whether Redis has taken them. When such a write is repeated, it is first accepted under the id of
/// the first attempt: that one may be at main already, and the journal, which alone takes the repetition, has never heard of it.
/// </summary>
internal sealed class RepeatingBuffer(ITransactionBuffer buffer) : ITransactionBuffer
{
    private const int Most = 10_000;
    private readonly Lock sync = new();
    private readonly OrderedDictionary<string, Transaction> doubtful = [];

    public async Task<AcceptOutcome> AcceptAsync(Transaction transaction, int limit, CancellationToken cancellationToken) =>
        FirstAttemptOf(transaction) is { } first && await TryAsync(first, limit, cancellationToken) is AcceptOutcome.Full full
            ? full
            : await TryAsync(transaction, limit, cancellationToken);

    public Task TrackAsync(Transaction transaction, Lsn lsn, CancellationToken cancellationToken) =>
        buffer.TrackAsync(transaction, lsn, cancellationToken);

    private async Task<AcceptOutcome> TryAsync(Transaction transaction, int limit, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await buffer.AcceptAsync(transaction, limit, cancellationToken);
            Forget(transaction);
            return outcome;
        }
        catch (BufferUnavailableException)
        {
            Remember(transaction);
            throw;
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
        lock (sync)
        {
            foreach (var claim in transaction.Claims)
                doubtful.TryAdd(claim, transaction);
            while (doubtful.Count > Most)
                doubtful.RemoveAt(0);
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
