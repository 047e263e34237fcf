using System.Diagnostics;

namespace CcatOps.Application.FaultInjection;

/// <summary>Marks places at which a test can inject a fault. The calls exist only in the build configuration <c>Faults</c>.</summary>
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
