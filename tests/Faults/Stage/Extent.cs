using System.Globalization;

namespace CcatOps.Faults.Stage;

/// <summary>How much a run does: little in every build, much where the environment asks for it.</summary>
internal static class Extent
{
    /// <summary><c>FAULTS_WRITES</c>: how many writes each scenario has accepted at least.</summary>
    public static int Writes { get; } = Number("FAULTS_WRITES", 450);

    /// <summary>The writes in each of the three phases of a scenario (before, during and after the fault).</summary>
    public static int Phase => Math.Max(50, Writes / 3);

    /// <summary><c>FAULTS_PAIR_WRITES</c>: how many writes are accepted around each pair of faults.</summary>
    public static int PairWrites { get; } = Number("FAULTS_PAIR_WRITES", 300);

    /// <summary><c>FAULTS_SEED</c>: what the loads choose by.</summary>
    public static int Seed { get; } = Number("FAULTS_SEED", 1);

    /// <summary><c>FAULTS_COMPLETE=1</c>: every byte offset, and silence for minutes.</summary>
    public static bool IsComplete { get; } = Environment.GetEnvironmentVariable("FAULTS_COMPLETE") == "1";

    /// <summary><c>FAULTS_OFFSETS</c>: after how many of the bytes of an exchange the link is cut.</summary>
    public static int Offsets { get; } = Number("FAULTS_OFFSETS", IsComplete ? int.MaxValue : 10);

    /// <summary><c>FAULTS_SOAK</c>: how many writes the random faults have accepted at least.</summary>
    public static int Soak { get; } = Number("FAULTS_SOAK", 2 * Writes);

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
