namespace CcatOps.Faults.Load;

/// <summary>An execution as the telescope that made it knows it.</summary>
internal sealed class Execution(Guid id, bool isProvoked)
{
    public Guid Id => id;

    /// <summary>Whether its planned unit is unknown at main.</summary>
    public bool IsProvoked => isProvoked;

    public string Status { get; set; } = "running";

    public HashSet<Guid> Files { get; } = [];

    /// <summary>The answered ones that touch it, the oldest first.</summary>
    public List<Guid> Transactions { get; } = [];

    /// <summary>The state that each transaction was seen in last, and how far it is on its way.</summary>
    public Dictionary<Guid, (int Rank, string State)> Seen { get; } = [];
}
