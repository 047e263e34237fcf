using CcatOps.Application.Draining;
using CcatOps.Application.Errors;
using CcatOps.Domain.Buffering;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.UnitTests.Draining;

/// <summary>The site's queue in memory, with the rules that <see cref="IDrainSource"/> states.</summary>
internal sealed class FakeDrainSource : IDrainSource
{
    private readonly List<BufferedTransaction> queue = [];

    public IReadOnlyList<BufferedTransaction> Queue => queue;
    public Dictionary<Guid, Failure> Failed { get; } = [];
    public List<BufferedTransaction> Parked { get; } = [];
    public List<Guid> Confirmed { get; } = [];
    public List<Guid> Released { get; } = [];
    public List<Guid> Returned { get; } = [];
    public List<int> FetchedCounts { get; } = [];
    public List<int> PeekedCounts { get; } = [];
    public long Sequence { get; private set; }
    public string? LeaseHolder { get; set; }
    public string? PauseReason { get; set; }

    /// <summary>A task for which a confirmation waits.</summary>
    public Task HeldUp { get; set; } = Task.CompletedTask;

    /// <summary>Is asked before each step and may throw; a step that ends queues throws after it has taken effect.</summary>
    public Action<string> Trouble { get; set; } = _ => { };

    /// <summary>From which sequence on each entity is held back, by the first of its failed and parked transactions.</summary>
    private Dictionary<string, long> HeldBack { get; } = [];

    public void Add(params IEnumerable<BufferedTransaction> transactions) => queue.AddRange(transactions);

    public Task<bool> HoldLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        Trouble("hold");
        LeaseHolder ??= holder;
        return Task.FromResult(LeaseHolder == holder);
    }

    public Task ReleaseLeaseAsync(string holder, CancellationToken cancellationToken)
    {
        if (LeaseHolder == holder)
            LeaseHolder = null;
        return Task.CompletedTask;
    }

    public Task<PeekOutcome> PeekAsync(string holder, BatchSize size, CancellationToken cancellationToken)
    {
        Trouble("peek");
        if (LeaseHolder != holder)
            return Task.FromResult<PeekOutcome>(new PeekOutcome.LeaseLost());
        if (PauseReason is { } reason)
            return Task.FromResult<PeekOutcome>(new PeekOutcome.Paused(reason));

        PeekedCounts.Add(size.Count);
        return Task.FromResult<PeekOutcome>(Show(queue, size));
    }

    public Task<PeekOutcome.Batch> PeekBehindAsync(
        string holder,
        BatchSize size,
        IReadOnlyList<BufferedTransaction> underWay,
        IReadOnlyCollection<Guid> leftBehind,
        CancellationToken cancellationToken)
    {
        Trouble("peek behind");
        FetchedCounts.Add(size.Count);
        foreach (var entry in queue.Where(entry => leftBehind.Contains(entry.Transaction.Id)).Where(IsHeldBack).ToArray())
            Park(entry);
        var isExact = queue.Take(underWay.Count).Select(entry => entry.Sequence).SequenceEqual(underWay.Select(entry => entry.Sequence));
        return Task.FromResult(isExact ? Show(queue.Skip(underWay.Count), size) : PeekOutcome.Batch.Empty);
    }

    private PeekOutcome.Batch Show(IEnumerable<BufferedTransaction> oldest, BatchSize size)
    {
        var batch = new List<BufferedTransaction>();
        foreach (var entry in oldest.ToArray())
        {
            if (batch.Count == size.Count)
                break;
            if (IsHeldBack(entry))
                Park(entry);
            else
                batch.Add(entry);
        }

        return new PeekOutcome.Batch(batch);
    }

    public Task ReturnAsync(string holder, IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken)
    {
        Trouble("return");
        Returned.AddRange(transactionIds);
        return Task.CompletedTask;
    }

    public async Task ConfirmAsync(IReadOnlyCollection<Guid> transactionIds, Lsn lsn, CancellationToken cancellationToken)
    {
        Trouble("confirm");
        await HeldUp;
        foreach (var id in transactionIds.Where(id => Remove(id) is not null))
            Confirmed.Add(id);
        Trouble("confirmed");
    }

    public Task FailAsync(string holder, Guid transactionId, Failure failure, CancellationToken cancellationToken)
    {
        Trouble("fail");
        if (LeaseHolder == holder && Remove(transactionId) is { } entry)
        {
            Failed.Add(transactionId, failure);
            HoldBack(entry);
        }

        Trouble("failed");
        return Task.CompletedTask;
    }

    public Task CountAttemptAsync(Guid transactionId, Failure failure, CancellationToken cancellationToken)
    {
        Trouble("count");
        var index = queue.FindIndex(entry => entry.Transaction.Id == transactionId);
        queue[index] = queue[index] with { Attempts = queue[index].Attempts + 1 };
        return Task.CompletedTask;
    }

    public Task ReleaseAsync(IReadOnlyCollection<Guid> transactionIds, CancellationToken cancellationToken)
    {
        Released.AddRange(transactionIds);
        return Task.CompletedTask;
    }

    public Task RaiseSequenceAsync(long greatestMarker, CancellationToken cancellationToken)
    {
        Trouble("raise");
        Sequence = Math.Max(Sequence, greatestMarker);
        return Task.CompletedTask;
    }

    public static Exception Away() => new BufferUnavailableException("the buffer is unavailable");

    private bool IsHeldBack(BufferedTransaction entry) =>
        entry.Transaction.Entities.Any(entity => entry.Sequence > HeldBack.GetValueOrDefault(entity, long.MaxValue));

    private void Park(BufferedTransaction entry)
    {
        queue.Remove(entry);
        Parked.Add(entry);
        HoldBack(entry);
    }

    private void HoldBack(BufferedTransaction entry)
    {
        foreach (var entity in entry.Transaction.Entities)
            HeldBack[entity] = Math.Min(entry.Sequence, HeldBack.GetValueOrDefault(entity, long.MaxValue));
    }

    private BufferedTransaction? Remove(Guid id)
    {
        var entry = queue.Find(entry => entry.Transaction.Id == id);
        if (entry is not null)
            queue.Remove(entry);
        return entry;
    }
}
