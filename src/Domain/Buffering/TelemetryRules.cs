namespace CcatOps.Domain.Buffering;

/// <summary>How many records of what the service itself counted may wait in the buffer. The rest waits in memory, merged.</summary>
public static class TelemetryRules
{
    /// <summary>While the process runs, a record waits for the one before.</summary>
    private const int Running = 1;

    /// <summary>A process that ends has nowhere else to leave its counts.</summary>
    private const int Ending = 4;

    /// <param name="waiting">Records that are not in the main database yet, failed ones included.</param>
    /// <param name="isLast">Whether the process ends.</param>
    public static bool MayAdd(int waiting, bool isLast) => waiting < (isLast ? Ending : Running);
}
