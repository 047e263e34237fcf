using CcatOps.Application.Rehearsals;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Sql;

/// <summary>Goes through the transactions of a rehearsal in order, and leaves out those that would not be tried.</summary>
internal sealed class RehearsalScript(IReadOnlySet<Guid> known)
{
    private readonly List<RehearsalOutcome> outcomes = [];
    private readonly HashSet<string> heldBack = [];

    public IReadOnlyList<RehearsalOutcome> Outcomes => outcomes;

    /// <param name="transaction">The next one.</param>
    /// <param name="tryAsync">Tries it; null: it was applied.</param>
    public async Task AddAsync(Transaction transaction, Func<Task<Failure?>> tryAsync) =>
        Note(transaction, Foreseen(transaction) ?? Outcome(await tryAsync()));

    public void Add(Transaction transaction, Func<Failure?> tryIt) => Note(transaction, Foreseen(transaction) ?? Outcome(tryIt()));

    private RehearsalOutcome? Foreseen(Transaction transaction) =>
        known.Contains(transaction.Id) ? new RehearsalOutcome.Known()
        : heldBack.Overlaps(transaction.Entities) ? new RehearsalOutcome.Parked()
        : null;

    private void Note(Transaction transaction, RehearsalOutcome outcome)
    {
        if (outcome is RehearsalOutcome.Refused or RehearsalOutcome.Parked)
            heldBack.UnionWith(transaction.Entities);
        outcomes.Add(outcome);
    }

    private static RehearsalOutcome Outcome(Failure? failure) =>
        failure is null ? new RehearsalOutcome.Applied() : new RehearsalOutcome.Refused(failure);
}
