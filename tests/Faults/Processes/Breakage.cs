using CcatOps.Application.FaultInjection;

namespace CcatOps.Faults.Processes;

/// <summary>A fault in a process of the build with faults.</summary>
internal sealed record Breakage
{
    /// <summary>In the process's working directory; it is there as soon as the place was reached.</summary>
    public const string File = "fault-reached";

    public static readonly Breakage None = new();

    public FaultPoint? Point { get; init; }

    /// <summary>Which passing of the place it is, from 1.</summary>
    public int Passing { get; init; } = 1;

    public FaultAction Action { get; init; }

    public Mutant? Mutant { get; init; }

    public IEnumerable<(string Name, string Value)> Variables()
    {
        if (Point is { } point)
        {
            yield return ("CCATOPS_FAULT_POINT", $"{point}:{Passing}");
            yield return ("CCATOPS_FAULT_ACTION", Action.ToString().ToLowerInvariant());
            yield return ("CCATOPS_FAULT_FILE", File);
        }

        if (Mutant is { } mutant)
            yield return ("CCATOPS_MUTANT", mutant.ToString());
    }
}
