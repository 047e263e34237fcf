using CcatOps.Application.FaultInjection;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using Microsoft.Extensions.Logging;

namespace CcatOps.Application.Draining;

/// <summary>What becomes of a transaction that main refused by itself: a further attempt after a while, or it has failed.</summary>
internal sealed partial class Rejections(SiteConfig site, IDrainSource source, DrainLease lease, TimeProvider time, ILogger logger)
{
    private readonly Deferrals deferrals = new(time);

    /// <summary>The entities of those in the batch whose next attempt is not due yet, which hold back what follows.</summary>
    public HashSet<string> EntitiesIn(IReadOnlyList<BufferedTransaction> batch) => deferrals.EntitiesIn(batch);

    /// <summary>Notes one. Its entities are held back from then on.</summary>
    /// <returns>Whether it has left the queue.</returns>
    public async Task<bool> NoteAsync(
        BufferedTransaction entry, Failure failure, HashSet<string> heldBack, CancellationToken cancellationToken)
    {
        var attempts = entry.Attempts + 1;
        if (failure.Class == FailureClass.Permanent || RetrySchedule.IsExhausted(attempts, site.TransactionBuffering.RetryAttempts))
        {
            await FailAsync(entry, failure, heldBack, cancellationToken);
            return true;
        }

        heldBack.UnionWith(entry.Transaction.Entities);
        await source.CountAttemptAsync(entry.Transaction.Id, failure, cancellationToken);
        deferrals.Add(entry.Transaction.Id, RetrySchedule.AttemptDelay(attempts, site.TransactionBuffering.RetryDelay));
        return false;
    }

    /// <summary>Fails what a newer program has taken.</summary>
    /// <returns>How many these were.</returns>
    public async Task<int> FailNewerAsync(
        IReadOnlyList<BufferedTransaction> batch, HashSet<string> heldBack, CancellationToken cancellationToken)
    {
        var newer = batch.Where(entry => entry.Transaction.Version > Transaction.CurrentVersion).ToArray();
        foreach (var entry in newer)
            await FailAsync(entry, NotUnderstood(entry.Transaction.Version), heldBack, cancellationToken);
        return newer.Length;
    }

    private async Task FailAsync(BufferedTransaction entry, Failure failure, HashSet<string> heldBack, CancellationToken cancellationToken)
    {
        LogFailed(entry.Transaction.Id, entry.Transaction.Operation, failure);
        heldBack.UnionWith(entry.Transaction.Entities);
        Fault.Reach(FaultPoint.BeforeFail);
        await source.FailAsync(lease.Holder, entry.Transaction.Id, failure, cancellationToken);
        Fault.Reach(FaultPoint.AfterFail);
    }

    /// <summary>Applying what is only half understood could lose the other half; it waits for a person, who upgrades and retries.</summary>
    private static Failure NotUnderstood(int version) => new(
        "0A000", $"The transaction has version {version}; this program knows {Transaction.CurrentVersion}. Run the newer program, then retry it.");

    [LoggerMessage(LogLevel.Error, "Transaction {TransactionId} ({Operation}) failed: {Failure}")]
    private partial void LogFailed(Guid transactionId, string operation, Failure failure);
}
