using System.Diagnostics;

namespace CcatOps.Application.FaultInjection;

/// <summary>Where something may be made to go wrong. Only the build configuration <c>Faults</c> has the calls in it.</summary>
public static class Fault
{
    /// <summary>Does what the environment asks for when this is the place that it names.</summary>
    [Conditional("FAULT_INJECTION")]
    public static void Reach(FaultPoint point)
    {
#if FAULT_INJECTION
        InjectedFault.Given?.Reach(point);
#endif
    }
}
