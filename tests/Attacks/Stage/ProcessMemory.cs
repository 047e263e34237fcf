using System.Globalization;

namespace CcatOps.Attacks.Stage;

/// <summary>The memory of a process as the kernel counts it, in MB.</summary>
internal static class ProcessMemory
{
    /// <summary>Returns what it has now.</summary>
    public static long Resident(int process) => Read(process, "VmRSS:");

    /// <summary>Returns the most that it has had since the last <see cref="ForgetPeak"/>.</summary>
    public static long Peak(int process) => Read(process, "VmHWM:");

    /// <summary>Sets the peak to what the process has now. https://www.kernel.org/doc/html/latest/filesystems/proc.html</summary>
    public static void ForgetPeak(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    private static long Read(int process, string name) => long.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim('\t'),
        CultureInfo.InvariantCulture) / 1024;
}
