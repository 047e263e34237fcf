namespace CcatOps.Simulation.Scheduling;

/// <summary>The process in which code runs, from its start to its end. A dead host gets no answer any more; a frozen one gets it later.</summary>
internal sealed class Host(string name)
{
    public string Name { get; } = name;
    public bool IsDead { get; set; }
    public TimeSpan FrozenUntil { get; set; }
}
