using CcatOps.Domain.Writes;
using CcatOps.Simulation.Servers;

namespace CcatOps.Simulation.Rules;

internal sealed record Verdict(string Rule, string Detail)
{
    public override string ToString() => $"{Rule}: {Detail}";
}

/// <summary>Sees what the servers do, from beside them, and holds it against what must always be so. The first breach is kept.</summary>
internal sealed class Judge(World world)
{
    private readonly List<Transaction> accepted = [];
    private readonly Dictionary<Guid, (int Permanent, int Passing)> refusals = [];
    private readonly HashSet<Guid> effective = [];
    private readonly Dictionary<string, long> newest = [];
    private readonly Dictionary<string, Guid> keys = [];

    public Verdict? Breach { get; private set; }
    public int AcceptedCount => accepted.Count;

    /// <summary>Whether a server has done something since the last look.</summary>
    public bool HasNews { get; set; }

    public void Find(string rule, string detail) => Breach ??= new Verdict(rule, detail);

    public void Accepted(Transaction transaction)
    {
        HasNews = true;
        accepted.Add(transaction);
    }

    /// <summary>Main refused it, alone in its batch.</summary>
    public void Refused(Transaction transaction, Failure failure)
    {
        var (permanent, passing) = refusals.GetValueOrDefault(transaction.Id);
        refusals[transaction.Id] = failure.Class == FailureClass.Permanent ? (permanent + 1, passing) : (permanent, passing + 1);
    }

    public void TakesEffect(Transaction transaction, long sequence)
    {
        HasNews = true;
        if (!effective.Add(transaction.Id))
            Find("one effect", $"{Say(transaction)} is applied a second time");
        if (transaction.IdempotencyKey is { } key && !keys.TryAdd($"{transaction.Principal}:{key}", transaction.Id))
            Find("one effect", $"{Say(transaction)} is the second one with the key {key}");
        if (sequence == 0)
            return;
        foreach (var entity in transaction.Entities)
        {
            if (newest.TryGetValue(entity, out var before) && before > sequence)
                Find("order per entity", $"{Say(transaction)} of {entity} comes after number {before}");
            newest[entity] = sequence;
        }
    }

    public void Moving(Entry entry, TransactionState into)
    {
        HasNews = true;
        if (into == TransactionState.Committed && !effective.Contains(entry.Id))
            Find("committed means at main", $"{Say(entry)} is said to be at main, and is not");
        if (into == TransactionState.Replicated && !world.Replica.Has(entry.Id))
            Find("confirmed means seen", $"{Say(entry)} is let go of before the replica shows it");
        if (into == TransactionState.Failed && !HasReason(entry))
            Find("no false failure", $"{Say(entry)} fails, and main gave no reason");
    }

    /// <summary>Checks the invariants of every moment.</summary>
    public void Look()
    {
        if (!HasNews)
            return;
        HasNews = false;
        foreach (var transaction in accepted)
        {
            var isAtMain = effective.Contains(transaction.Id);
            if (world.Buffer.Find(transaction.Id) is not { } entry)
                Find("conservation", $"{Say(transaction)} was accepted and is in no state");
            else if (isAtMain && entry.State is TransactionState.Failed or TransactionState.Parked or TransactionState.Discarded)
                Find("disjoint", $"{Say(entry)} has taken effect and is {entry.State}");
            else if (entry.State == TransactionState.Parked && !world.Buffer.IsHeldBack(entry))
                Find("parked behind a failed one", $"{Say(entry)} waits for nothing");
            else if (entry.Attempts > Attempts(transaction.Id))
                Find("the link uses up no attempt", $"{Say(entry)} has {entry.Attempts} attempts and main refused it {Attempts(transaction.Id)} times");
        }
    }

    /// <summary>Checks the invariants after all faults have been over for long enough.</summary>
    public void LookAtTheEnd()
    {
        foreach (var entry in world.Buffer.Entries.Where(entry => entry.IsWaiting || entry.State == TransactionState.Committed))
            Find("in the end", $"{Say(entry)} is still {entry.State}");
    }

    private bool HasReason(Entry entry) =>
        refusals.TryGetValue(entry.Id, out var count)
        && (count.Permanent > 0 || count.Passing >= world.Site.TransactionBuffering.RetryAttempts);

    private int Attempts(Guid id) => refusals.TryGetValue(id, out var count) ? count.Permanent + count.Passing : 0;

    private string Say(Transaction transaction) =>
        world.Buffer.Find(transaction.Id) is { } entry ? Say(entry) : $"{transaction.Operation} of {transaction.Entities[0]}";

    private static string Say(Entry entry) => $"number {entry.Sequence} ({entry.Transaction.Operation} of {entry.Transaction.Entities[0]})";
}
