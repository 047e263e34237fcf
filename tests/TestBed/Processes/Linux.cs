using System.Globalization;
using System.Runtime.InteropServices;

namespace CcatOps.TestBed.Processes;

/// <summary>The few system calls that .NET has no name for.</summary>
internal static class Linux
{
    public static bool Send(int processId, Signal signal) => Kill(processId, (int)signal) == 0;

    /// <summary>Sleeps with the kernel's precision (about 60 microseconds over) where .NET's timers have whole milliseconds.</summary>
    public static void Sleep(TimeSpan time)
    {
        var request = new TimeSpec(time.Ticks / TimeSpan.TicksPerSecond, time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
        _ = NanoSleep(in request, IntPtr.Zero);
    }

    /// <summary>Takes away the 50 microseconds by which the kernel may be late to save power.</summary>
    public static void WakeThisThreadSharply() => _ = ProcessControl(29, 1, 0, 0, 0);

    public static void RemoveSharedMemory(int id) => _ = SharedMemoryControl(id, 0, IntPtr.Zero);

    /// <summary>The processes that a process of one thread has started, and those that they have started.</summary>
    public static IReadOnlyList<int> DescendantsOf(int processId) =>
        [.. ChildrenOf(processId).SelectMany(child => DescendantsOf(child).Prepend(child))];

    private static IReadOnlyList<int> ChildrenOf(int processId)
    {
        try
        {
            return [.. File.ReadAllText($"/proc/{processId}/task/{processId}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Whether each thread of the process is stopped, or has ended.</summary>
    public static bool IsStopped(int processId)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{processId}/task").All(task => StateOf(task) is 'T' or 't' or 'Z' or 'X');
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
    }

    /// <summary>False also for a zombie: it holds no port, no file and no memory.</summary>
    public static bool IsAlive(int processId) => StateOf($"/proc/{processId}") is not ('Z' or 'X');

    /// <summary>The state of a process or thread, as in proc(5); X when there is none.</summary>
    private static char StateOf(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return 'X';
        }
    }

    [DllImport("libc", EntryPoint = "kill", ExactSpelling = true)]
    private static extern int Kill(int processId, int signal);

    [DllImport("libc", EntryPoint = "nanosleep", ExactSpelling = true)]
    private static extern int NanoSleep(in TimeSpec request, IntPtr remaining);

    [DllImport("libc", EntryPoint = "prctl", ExactSpelling = true)]
    private static extern int ProcessControl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [DllImport("libc", EntryPoint = "shmctl", ExactSpelling = true)]
    private static extern int SharedMemoryControl(int id, int command, IntPtr buffer);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
