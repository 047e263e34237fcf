using CcatOps.Application.FaultInjection;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;
using Microsoft.Extensions.Logging;

namespace CcatOps.Application.Draining;

/// <summary>Decides what happens to a transaction that main did not take: another attempt later, or failure.</summary>
internal sealed partial class Rejections(SiteConfig site, IDrainSource source, DrainLease lease, TimeProvider time, ILogger logger)
{
    /// <summary>Invalid parameter value, which no repetition mends.</summary>
    private const string NotAllowed = "22023";

    public Deferrals Deferrals { get; } = new(time);

    /// <summary>Whether so much of a batch is held back that more should be shown: what is deferred must not hide what is not.</summary>
    public bool LeaveRoomIn(IReadOnlyList<BufferedTransaction> batch, BatchSize size)
    {
        if (Deferrals.EntitiesIn(batch) is not { Count: > 0 } heldBack)
            return false;
        var ready = EntityOrder.WithoutHeldBack(batch, heldBack);
        return !size.IsFilledBy(ready.Count, ready.Sum(entry => (long)entry.Bytes));
    }

    /// <summary>
    /// The transactions that go to main together. One that breaks off goes alone, so that it costs the others no further break, and so does a large one.
    /// </summary>
    public IReadOnlyList<BufferedTransaction> Together(IReadOnlyList<BufferedTransaction> ready)
    {
        return ready.Count > 0 && GoesAlone(ready[0]) ? [ready[0]] : [.. ready.TakeWhile(entry => !GoesAlone(entry))];

        bool GoesAlone(BufferedTransaction entry) => entry.IsLarge || Deferrals.BreaksOff(entry.Transaction.Id);
    }

    /// <summary>Notes one that main refused by itself. Its entities are held back from then on.</summary>
    /// <returns>Whether it has left the queue.</returns>
    public async Task<bool> NoteAsync(
        BufferedTransaction entry, Failure failure, HashSet<string> heldBack, CancellationToken cancellationToken)
    {
        if (failure.Class == FailureClass.Permanent)
        {
            await FailAsync(entry, failure, heldBack, cancellationToken);
            return true;
        }

        var isCounted = Mutants.IsActive(Mutant.LinkErrorsCount) && failure.Class == FailureClass.Link;
        if (!failure.ConcernsTransaction() && !isCounted)
        {
            heldBack.UnionWith(entry.Transaction.Entities);
            Deferrals.Note(entry, failure, times => RetrySchedule.SetAsideDelay(failure.Class, times, TimeSpan.Zero));
            return false;
        }

        var (attempts, buffering) = (entry.Attempts + 1, site.TransactionBuffering);
        var triedFor = Deferrals.Note(entry, failure, _ => RetrySchedule.AttemptDelay(attempts, buffering.RetryDelay));
        if (RetrySchedule.IsExhausted(attempts, buffering.RetryAttempts, isCounted ? TimeSpan.MaxValue : triedFor))
        {
            await FailAsync(entry, failure, heldBack, cancellationToken);
            return true;
        }

        heldBack.UnionWith(entry.Transaction.Entities);
        await source.CountAttemptAsync(entry.Transaction.Id, failure, cancellationToken);
        return false;
    }

    /// <summary>
    /// Notes one that met main's own state, or broke off, while nothing else was sent. After some tries others are let past it: then they show
    /// whether it is the transaction after all.
    /// </summary>
    public void NoteAlone(BufferedTransaction entry, Failure failure, TimeSpan took) => Deferrals.Note(entry, failure, times =>
        times < RetrySchedule.TriesBeforeSetAside
            ? TimeSpan.Zero
            : RetrySchedule.SetAsideDelay(failure.Class, times - RetrySchedule.TriesBeforeSetAside + 1, took));

    /// <summary>Fails what a newer program has taken, and what no operation of this site writes.</summary>
    /// <returns>How many these were.</returns>
    public async Task<int> FailUnfitAsync(
        IReadOnlyList<BufferedTransaction> batch, HashSet<string> heldBack, CancellationToken cancellationToken)
    {
        var unfit = batch.Select(entry => (Entry: entry, Failure: FaultOf(entry.Transaction))).Where(each => each.Failure is not null).ToArray();
        foreach (var (entry, failure) in unfit)
            await FailAsync(entry, failure!, heldBack, cancellationToken);
        return unfit.Length;
    }

    private Failure? FaultOf(Transaction transaction) =>
        transaction.Version > Transaction.CurrentVersion ? NotUnderstood(transaction.Version)
        : BufferedOperations.Misfit(transaction, site.SiteName) is { } misfit ? new Failure(NotAllowed, misfit)
        : null;

    private async Task FailAsync(BufferedTransaction entry, Failure failure, HashSet<string> heldBack, CancellationToken cancellationToken)
    {
        LogFailed(entry.Transaction.Id, entry.Transaction.Operation, failure);
        heldBack.UnionWith(entry.Transaction.Entities);
        Fault.Reach(FaultPoint.BeforeFail);
        await source.FailAsync(lease.Holder, entry.Transaction.Id, failure, cancellationToken);
        Deferrals.Settle([entry.Transaction.Id]);
        Fault.Reach(FaultPoint.AfterFail);
    }

    /// <summary>Applying what is only half understood could lose the other half; it waits for a person, who upgrades and retries.</summary>
    private static Failure NotUnderstood(int version) => new(
        "0A000", $"The transaction has version {version}; this program knows {Transaction.CurrentVersion}. Run the newer program, then retry it.");

    [LoggerMessage(LogLevel.Error, "Transaction {TransactionId} ({Operation}) failed: {Failure}")]
    private partial void LogFailed(Guid transactionId, string operation, Failure failure);
}
