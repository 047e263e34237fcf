#if FAULT_INJECTION
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CcatOps.Application.FaultInjection;

/// <summary>The fault that the environment asks for: <c>CCATOPS_FAULT_POINT</c> is a place, or <c>place:n</c> for its nth passing.</summary>
internal sealed class InjectedFault(FaultPoint place, int passing, string action, string file)
{
    private const int Stop = 19;
    private int passed;

    public static InjectedFault? Given { get; } = Read();

    public void Reach(FaultPoint point)
    {
        if (point != place || Interlocked.Increment(ref passed) != passing)
            return;

        // The test sees by the file that the place was reached.
        File.WriteAllText(file, point.ToString());
        switch (action)
        {
            case "kill":
                Process.GetCurrentProcess().Kill();
                break;
            case "freeze":
                _ = Signal(Environment.ProcessId, Stop);
                break;
            case "wait":
                SpinWait.SpinUntil(() => !File.Exists(file));
                break;
            default:
                throw new InvalidOperationException($"CCATOPS_FAULT_ACTION is {action}; it must be kill, freeze or wait.");
        }
    }

    private static InjectedFault? Read()
    {
        if (Environment.GetEnvironmentVariable("CCATOPS_FAULT_POINT") is not { Length: > 0 } text)
            return null;
        var parts = text.Split(':');
        return new InjectedFault(
            Enum.Parse<FaultPoint>(parts[0]),
            parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1,
            Environment.GetEnvironmentVariable("CCATOPS_FAULT_ACTION") ?? "",
            Environment.GetEnvironmentVariable("CCATOPS_FAULT_FILE") ?? throw new InvalidOperationException("CCATOPS_FAULT_FILE is missing."));
    }

    [DllImport("libc", EntryPoint = "kill", ExactSpelling = true)]
    private static extern int Signal(int processId, int signal);
}
#endif
