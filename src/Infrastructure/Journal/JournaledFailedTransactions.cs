using CcatOps.Application.Transactions;

namespace CcatOps.Infrastructure.Journal;

/// <summary>Lets the journal know what a person gave up, so that it does not come back from there.</summary>
internal sealed class JournaledFailedTransactions(IFailedTransactions failed, SiteJournal journal) : IFailedTransactions
{
    public Task<IReadOnlyList<Guid>?> RetryAsync(Guid id, CancellationToken cancellationToken) => failed.RetryAsync(id, cancellationToken);

    public async Task<DiscardOutcome?> DiscardAsync(
        Guid id, bool releaseFollowers, string reason, string principal, CancellationToken cancellationToken)
    {
        var outcome = await failed.DiscardAsync(id, releaseFollowers, reason, principal, cancellationToken);
        await Task.WhenAll((outcome?.Discarded ?? []).Select(discarded => journal.KeepAsync(new JournalRecord.Discarded(discarded))));
        return outcome;
    }
}
