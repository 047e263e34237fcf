namespace CcatOps.Faults.Load;

/// <summary>An execution as the telescope that made it knows it.</summary>
internal sealed class Execution(Guid id, bool isProvoked)
{
    public Guid Id => id;

    /// <summary>Whether its planned unit is unknown at main.</summary>
    public bool IsProvoked => isProvoked;

    public string Status { get; set; } = "running";

    public HashSet<Guid> Files { get; } = [];

    /// <summary>The furthest state that each transaction was seen in.</summary>
    public Dictionary<Guid, int> Seen { get; } = [];
}
