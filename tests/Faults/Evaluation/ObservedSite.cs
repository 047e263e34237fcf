using CcatOps.Faults.Load;
using CcatOps.TestBed;
using StackExchange.Redis;

namespace CcatOps.Faults.Evaluation;

/// <summary>A site's servers as the evaluation reaches them: directly, past every delay line and past the service.</summary>
internal sealed record ObservedSite(string Name, string Redis, string Main, string Replica)
{
    private static readonly TimeSpan ReplicaBound = TimeSpan.FromSeconds(20);

    /// <summary>A waiting transaction may be in the journal alone while Redis is empty or incomplete.</summary>
    public bool HasJournal { get; init; }

    /// <summary>
    /// Whether other sites or earlier loads write to the same servers: then only the rows of the load that is evaluated are compared between
    /// main and replica.
    /// </summary>
    public bool IsShared { get; init; }

    /// <summary>Waits until nothing is buffered or unconfirmed any more, parked and failed ones aside.</summary>
    public async Task<BufferContents> WaitUntilSettledAsync(TimeSpan? within = null)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Redis + ",abortConnect=false");
        return await Eventually.AssertAsync(
            () => BufferReader.ReadAsync(redis.GetDatabase(), Name, []),
            buffer => buffer.Buffered.Count == 0 && buffer.Unconfirmed.Count == 0 && (buffer.NamesJournal || !HasJournal),
            within ?? TimeSpan.FromSeconds(60), $"site {Name} should be at rest");
    }

    /// <summary>Compares what the clients were answered with what there is, once the site is at rest.</summary>
    /// <param name="load">The load, which was stopped or has ended.</param>
    /// <param name="within">How long to wait for rest.</param>
    /// <param name="keys">The prefix of the load's keys, if earlier loads have used the site; empty: the whole site is evaluated.</param>
    public async Task<Verdict> EvaluateAsync(SeededLoad load, TimeSpan? within = null, string keys = "")
    {
        var log = load.Log;
        var violations = new List<Violation>([.. log.Violations, .. Availability.Find(log.Availability(load.Processes, HasJournal))]);
        try
        {
            await WaitUntilSettledAsync(within);
        }
        catch (TimeoutException error)
        {
            violations.Add(new(ViolationKind.NotSettled, error.Message));
        }

        var accepted = log.Accepted;
        var main = await DatabaseReader.ReadAsync(Main, Name, keys);
        var facts = new Facts(accepted, await BufferReader.ReadAsync(Redis, Name, [.. accepted.Select(write => write.Transaction)]), main)
        {
            OpenKeys = log.OpenKeys,
        };
        return new(accepted.Count, [.. violations, .. Evaluator.Find(facts), .. await CompareReplicaAsync(keys)]);
    }

    /// <summary>Waits for a replica that is behind, and returns the differences that stay.</summary>
    private async Task<IReadOnlyList<Violation>> CompareReplicaAsync(string keys)
    {
        IReadOnlyList<Violation> found = [];
        try
        {
            await Eventually.WaitForAsync(
                async () =>
                {
                    found = [.. Convergence.Find(await RowsAsync(Main, keys), await RowsAsync(Replica, keys))];
                    return found.Count == 0;
                },
                ReplicaBound, "the replica should be like main");
        }
        catch (TimeoutException error) when (error.InnerException is null)
        {
            // The differences of the last comparison are returned.
        }

        return found;
    }

    private async Task<IReadOnlyList<string>> RowsAsync(string database, string keys)
    {
        if (!IsShared)
            return await DatabaseReader.ReadAllRowsAsync(database);
        var contents = await DatabaseReader.ReadAsync(database, Name, keys);
        return [.. contents.Markers.Select(marker => $"marker {marker.Transaction}"), .. contents.Rows.Select(row => row.Values.ToJsonString())];
    }
}
