namespace CcatOps.Simulation;

/// <summary>Many seeds, side by side; each by itself runs on one thread.</summary>
internal static class Nights
{
    public static IReadOnlyList<NightReport> Pass(int first, int count, Sabotage sabotage = Sabotage.None) =>
        [.. Enumerable.Range(first, count).AsParallel().AsOrdered().Select(seed => Night.Pass(seed, sabotage))];

    public static string Explain(NightReport night) =>
        $"seed {night.Seed} (trace {night.TraceHash}, {night.Steps} steps) breaks: {night.Breach}\n"
        + $"  reproduce with: dotnet run --project tests/Simulation -c Release -- --from {night.Seed} --trace";
}
