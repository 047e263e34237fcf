namespace CcatOps.Simulation.Scheduling;

/// <summary>Where code runs: one life of one process. What is dead gets no answer any more; what is frozen gets it later.</summary>
internal sealed class Host(string name)
{
    public string Name { get; } = name;
    public bool IsDead { get; set; }
    public TimeSpan FrozenUntil { get; set; }
}
