using CcatOps.Faults.Load;
using CcatOps.TestBed;

namespace CcatOps.Faults.Evaluation;

/// <summary>A site's servers as the evaluation reaches them: directly, past every delay line and past the service.</summary>
internal sealed record ObservedSite(string Name, string Redis, string Main, string Replica)
{
    /// <summary>What waits may be in the journal alone, while Redis is empty, or lacks it.</summary>
    public bool HasJournal { get; init; }

    /// <summary>Waits until nothing is buffered or unconfirmed any more, parked and failed ones aside.</summary>
    public async Task<BufferContents> WaitUntilSettledAsync(TimeSpan? within = null) => await Eventually.AssertAsync(
        () => BufferReader.ReadAsync(Redis, Name, []),
        buffer => buffer.Buffered.Count == 0 && buffer.Unconfirmed.Count == 0 && (buffer.NamesJournal || !HasJournal),
        within ?? TimeSpan.FromSeconds(60), $"site {Name} should be at rest");

    /// <summary>Compares what the clients were told with what there is, once it is at rest.</summary>
    public async Task<Verdict> EvaluateAsync(RequestLog log, TimeSpan? within = null)
    {
        var violations = new List<Violation>(log.Violations);
        try
        {
            await WaitUntilSettledAsync(within);
        }
        catch (TimeoutException error)
        {
            violations.Add(new(ViolationKind.NotSettled, error.Message));
        }

        var accepted = log.Accepted;
        var facts = new Facts(
            accepted,
            await BufferReader.ReadAsync(Redis, Name, [.. accepted.Select(write => write.Transaction)]),
            await DatabaseReader.ReadAsync(Main, Name))
        {
            OpenKeys = log.OpenKeys,
        };
        violations.AddRange(Evaluator.Find(facts));
        violations.AddRange(await CompareReplicaAsync());
        return new(accepted.Count, violations);
    }

    /// <summary>Others may write at the same time; the replica is then a little behind, and differs for a moment only.</summary>
    private async Task<IReadOnlyList<Violation>> CompareReplicaAsync()
    {
        IReadOnlyList<Violation> found = [];
        try
        {
            await Eventually.WaitForAsync(
                async () =>
                {
                    var main = await DatabaseReader.ReadAllRowsAsync(Main);
                    found = [.. Convergence.Find(main, await DatabaseReader.ReadAllRowsAsync(Replica))];
                    return found.Count == 0;
                },
                TimeSpan.FromSeconds(20), "the replica should be like main");
        }
        catch (TimeoutException error) when (error.InnerException is null)
        {
            // What was found last is told.
        }

        return found;
    }
}
