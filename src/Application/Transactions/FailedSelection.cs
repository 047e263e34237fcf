using CcatOps.Application.Errors;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Rehearsals;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Transactions;

/// <summary>Finds the failed transactions that a person means, and what would become of them.</summary>
internal sealed class FailedSelection(ITransactionLog log, OverlayMirror mirror, IRehearsal rehearsal)
{
    /// <summary>How many one rehearsal tries: each crosses the ocean once or twice, and the locks are held for all of them.</summary>
    public const int RehearsedAtMost = 20;

    /// <returns>The failed transactions, in their order.</returns>
    /// <exception cref="ConflictException">One of the ids is not of a failed one.</exception>
    /// <exception cref="NotFoundException">One of the ids is of none.</exception>
    public async Task<IReadOnlyList<TransactionRecord>> FindAsync(
        IReadOnlyList<Guid>? ids, FailedFilter? filter, CancellationToken cancellationToken)
    {
        var found = ids is null ? await FilteredAsync(filter!, cancellationToken) : await NamedAsync(ids, cancellationToken);
        return [.. found.OrderBy(record => record.Sequence)];
    }

    /// <exception cref="ConflictException">It is not a failed one.</exception>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<TransactionRecord> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await log.FindAsync(id, cancellationToken) switch
        {
            { State: TransactionState.Failed } record => record,
            { } record => throw NotFailed(record),
            null => throw new NotFoundException("transaction", id),
        };

    /// <summary>Why a decision about it was not taken, once it is known that it was not.</summary>
    public async Task<Exception> ExplainAsync(Guid id, CancellationToken cancellationToken) =>
        await log.FindAsync(id, cancellationToken) is { } record ? NotFailed(record) : new NotFoundException("transaction", id);

    /// <summary>Returns the failed and parked transactions that would leave, in order.</summary>
    public async Task<IReadOnlyList<OverlayTransaction>> ChainAsync(IEnumerable<Guid> leaving, CancellationToken cancellationToken) =>
        FailedChain.Of((await mirror.GetCurrentAsync(cancellationToken)).Transactions, leaving.ToHashSet());

    /// <summary>Tries the first few of a chain against main.</summary>
    public async Task<IReadOnlyList<Rehearsed>> RehearseAsync(IEnumerable<Transaction> chain, CancellationToken cancellationToken)
    {
        var tried = chain.Take(RehearsedAtMost).ToArray();
        var outcomes = await rehearsal.TryAsync(tried, cancellationToken);
        return [.. tried.Zip(outcomes, Rehearsed.Of)];
    }

    private async Task<IReadOnlyList<TransactionRecord>> NamedAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var found = new List<TransactionRecord>();
        foreach (var id in ids.Distinct())
            found.Add(await FindAsync(id, cancellationToken));
        return found;
    }

    private async Task<IReadOnlyList<TransactionRecord>> FilteredAsync(FailedFilter filter, CancellationToken cancellationToken)
    {
        var found = new List<TransactionRecord>();
        var page = new TransactionPage([], null);
        do
        {
            page = await log.ListAsync(filter.ToTransactionFilter(), page.Next, Paging.LargestLimit, cancellationToken);
            found.AddRange(page.Items.Where(record => record.State == TransactionState.Failed && filter.Matches(record)));
        }
        while (page.Next is not null);

        return found;
    }

    private static ConflictException NotFailed(TransactionRecord record) => record.State == TransactionState.Failed
        ? new($"Transaction {record.Id} has changed meanwhile.")
        : new($"Transaction {record.Id} is {WireNames.Of(record.State)}; only a failed one can be retried, edited or discarded.");
}
