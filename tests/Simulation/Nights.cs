namespace CcatOps.Simulation;

/// <summary>Many seeds, side by side; each by itself runs on one thread.</summary>
internal static class Nights
{
    private const int LinesTold = 25;

    public static IReadOnlyList<NightReport> Pass(int first, int count, Sabotage sabotage = Sabotage.None) =>
        [.. Enumerable.Range(first, count).AsParallel().AsOrdered().Select(seed => Night.Pass(seed, sabotage))];

    public static NightReport? FindBroken(int most, Sabotage sabotage) =>
        Enumerable.Range(1, most).Chunk(20)
            .Select(seeds => Pass(seeds[0], seeds.Length, sabotage).FirstOrDefault(night => night.Breach is not null))
            .FirstOrDefault(night => night is not null);

    /// <summary>The violation, how to repeat it, and the last events before it.</summary>
    public static string Explain(NightReport night)
    {
        var sabotage = night.Sabotage == Sabotage.None ? "" : $" --sabotage {night.Sabotage}";
        var trace = Night.Pass(night.Seed, night.Sabotage, keepsTrace: true).Trace.TakeLast(LinesTold);
        return $"""
            seed {night.Seed} (trace {night.TraceHash}, {night.Steps} steps) breaks {night.Breach}
            reproduce with: dotnet run --project tests/Simulation -c Release -- --from {night.Seed} --trace{sabotage}
            {string.Join('\n', trace)}
            """;
    }
}
