namespace CcatOps.Bench.Benchmarks;

internal static class AllBenchmarks
{
    /// <summary>In the order in which a full run takes them.</summary>
    public static readonly IReadOnlyList<IBenchmark> List =
    [
        new Drain(), new CatchUp(), new Poison(), new Resume(), new Bandwidth(), new Confirm(), new Backlog(), new Alone(),
        new Accept(), new Authentication(), new Bulk(), new Direct(), new Reads(), new Idle(), new Peer(),
    ];
}
