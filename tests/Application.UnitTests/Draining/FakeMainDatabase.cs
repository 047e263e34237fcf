using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.UnitTests.Draining;

/// <summary>The faults that one batch can meet.</summary>
internal enum LinkFault
{
    None,

    /// <summary>It never arrives.</summary>
    Cut,

    /// <summary>It is committed, and the answer is lost.</summary>
    AnswerLost,
}

/// <summary>The main database in memory: a batch with its markers is applied whole or not at all, under the newest epoch only.</summary>
internal sealed class FakeMainDatabase : IMainDatabase
{
    public static readonly Failure NoAnswer = new(null, "connection reset by peer");

    private long epoch;

    /// <summary>The applied transactions, in order.</summary>
    public List<BufferedTransaction> Applied { get; } = [];

    /// <summary>Why a transaction is refused, by its id.</summary>
    public Dictionary<Guid, Failure> Refusals { get; } = [];

    /// <summary>Why every transaction is refused; null: none is for that.</summary>
    public Failure? RefusalOfAll { get; set; }

    /// <summary>With this transaction in it every batch breaks off.</summary>
    public Guid? BreaksOff { get; set; }

    /// <summary>How many parts of a large transaction, sent alone, main takes before the rest.</summary>
    public Dictionary<Guid, int> Parts { get; } = [];

    /// <summary>The fault that the next batch meets.</summary>
    public Func<LinkFault> Fault { get; set; } = () => LinkFault.None;

    /// <summary>The sizes of the groups of each batch that arrived.</summary>
    public List<int[]> Sent { get; } = [];

    public bool IsAway { get; set; }
    public int Batches { get; private set; }
    public int MarkerQueries { get; private set; }
    public long Epoch => epoch;

    public void TakeOver() => epoch++;

    public Task<Epoch> AcquireEpochAsync(string siteName, CancellationToken cancellationToken)
    {
        Reach();
        return Task.FromResult(new Epoch(++epoch, Applied.Count == 0 ? null : Applied.Max(entry => entry.Sequence)));
    }

    public Task<AppliedTransactions> FindAppliedAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken)
    {
        Reach();
        MarkerQueries++;
        return Task.FromResult(new AppliedTransactions(transactionIds.Where(HasMarker).ToHashSet(), Position()));
    }

    public Task<BatchOutcome> ApplyAsync(
        IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups, long epoch, CancellationToken cancellationToken) =>
        Task.FromResult(Apply(groups, epoch));

    private BatchOutcome Apply(IReadOnlyList<IReadOnlyList<BufferedTransaction>> groups, long under)
    {
        Batches++;
        var fault = IsAway ? LinkFault.Cut : Fault();
        if (groups.Any(group => group.Any(entry => entry.Transaction.Id == BreaksOff)))
        {
            Sent.Add([.. groups.Select(group => group.Count)]);
            return new BatchOutcome.Broken(NoAnswer);
        }

        if (groups is [[{ Transaction.Id: var large }]] && Parts.GetValueOrDefault(large) > 0)
        {
            Parts[large]--;
            return fault == LinkFault.Cut ? new BatchOutcome.Broken(NoAnswer) { HasStaged = true } : new BatchOutcome.Staged();
        }

        if (fault == LinkFault.Cut)
            return new BatchOutcome.Broken(NoAnswer);
        if (under < epoch)
            return new BatchOutcome.StaleEpoch();
        var refusals = new Dictionary<int, Failure>();
        var skipped = new HashSet<int>();
        var predecessors = Predecessors.Of(groups);
        Sent.Add([.. groups.Select(group => group.Count)]);
        foreach (var (place, group) in groups.Index())
        {
            if (predecessors[place].Any(before => groups[before].Any(entry => !HasMarker(entry.Transaction.Id))))
                skipped.Add(place);
            else if (Refusal(group) is { } refusal)
                refusals[place] = refusal;
            else
                Applied.AddRange(group);
        }

        return fault == LinkFault.AnswerLost
            ? new BatchOutcome.Broken(NoAnswer)
            : new BatchOutcome.Answered(refusals, Position()) { Skipped = skipped };
    }

    private Failure? Refusal(IReadOnlyList<BufferedTransaction> group) =>
        group.Any(entry => HasMarker(entry.Transaction.Id))
            ? new("23505", "duplicate key value violates unique constraint \"applied_transaction_pkey\"")
            : RefusalOfAll ?? group.Select(entry => Refusals.GetValueOrDefault(entry.Transaction.Id)).FirstOrDefault(failure => failure is not null);

    private bool HasMarker(Guid id) => Applied.Exists(entry => entry.Transaction.Id == id);

    private Lsn Position() => new((ulong)Applied.Count);

    private void Reach()
    {
        if (IsAway)
            throw new MainDatabaseUnavailableException("connection refused");
    }
}
