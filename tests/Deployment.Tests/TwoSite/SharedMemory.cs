using System.Globalization;

namespace CcatOps.Deployment.Tests.TwoSite;

/// <summary>The shared memory of System V, which outlives its processes.</summary>
internal static class SharedMemory
{
    public static IReadOnlyList<Segment> Segments() =>
    [
        .. File.ReadLines("/proc/sysvipc/shm")
            .Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(field => new Segment(Number(field[1]), Number(field[4]))),
    ];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

internal readonly record struct Segment(int Id, int Creator);
