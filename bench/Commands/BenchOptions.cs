using System.Collections.Immutable;
using CcatOps.Bench.Benchmarks;

namespace CcatOps.Bench.Commands;

internal sealed record BenchOptions(ImmutableArray<IBenchmark> Benchmarks, int Runs, bool IsSmoke)
{
    public required int InOrder { get; init; }

    public bool IsStrict { get; init; }

    public bool IsJson { get; init; }

    public required string Results { get; init; }

    /// <summary>The command line that repeats the run.</summary>
    public required string Command { get; init; }
}
