using CcatOps.Domain.Observations;
using CcatOps.Domain.Writes;

namespace CcatOps.Simulation.Actors;

/// <summary>An execution as the answers to writes told it.</summary>
internal sealed class Known(Guid id, int obsUnitId, Guid start)
{
    public Guid Id { get; } = id;
    public int ObsUnitId { get; } = obsUnitId;
    public Guid Start { get; } = start;
    public (string Status, Guid TransactionId)? Finish { get; set; }
    public Dictionary<Guid, Guid> Files { get; } = [];
}

/// <summary>All that was answered to clients. Every read that begins later must show it.</summary>
internal sealed class Knowledge(World world)
{
    private readonly Dictionary<string, Guid> answers = [];

    public List<Known> Executions { get; } = [];

    public static Expectation Expect(Known known) => new(known.Id, known.Start, known.Finish, [.. known.Files]);

    public void Compare(Expectation expected, ExecutedObsUnit? seen, string where)
    {
        if (IsGone(expected.Start))
            return;
        if (seen is null)
        {
            world.Judge.Find("reads never go back", $"{where} does not show execution {expected.Id}, whose start was answered");
            return;
        }

        if (expected.Finish is { } finish && !IsGone(finish.TransactionId)
            && !string.Equals(seen.Status.ToString(), finish.Status, StringComparison.OrdinalIgnoreCase))
        {
            world.Judge.Find("reads never go back", $"{where} shows execution {expected.Id} as {seen.Status}, and its finish was answered");
        }

        foreach (var (file, transactionId) in expected.Files)
        {
            if (!IsGone(transactionId) && seen.RawDataFiles.All(other => other.Id != file))
                world.Judge.Find("reads never go back", $"{where} shows execution {expected.Id} without file {file}, which was answered");
        }
    }

    public void Answered(string key, Guid transactionId)
    {
        if (answers.TryGetValue(key, out var earlier) && earlier != transactionId && !IsGone(earlier))
            world.Judge.Find("the same request, the same answer", $"the key {key} names two transactions");
        answers[key] = transactionId;
    }

    /// <summary>A person has given it up.</summary>
    public bool IsGone(Guid transactionId) =>
        world.Buffer.Find(transactionId) is { State: TransactionState.Discarded };
}

internal sealed record Expectation(
    Guid Id, Guid Start, (string Status, Guid TransactionId)? Finish, IReadOnlyList<KeyValuePair<Guid, Guid>> Files);
