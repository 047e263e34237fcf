namespace CcatOps.Application.FaultInjection;

/// <summary>Which safeguard is off: none, but in the build configuration <c>Faults</c> the one that the environment names.</summary>
public static class Mutants
{
#if FAULT_INJECTION
    private static readonly Mutant? Chosen =
        Environment.GetEnvironmentVariable("CCATOPS_MUTANT") is { Length: > 0 } name ? Enum.Parse<Mutant>(name) : null;

    public static bool IsActive(Mutant mutant) => mutant == Chosen;
#else
    public static bool IsActive(Mutant mutant) => false;
#endif
}
