using CcatOps.Bench.Measuring;
using CcatOps.Bench.Staging;

namespace CcatOps.Bench.Benchmarks;

internal interface IBenchmark
{
    string Name { get; }

    string About { get; }

    /// <summary>Measures once; everything that is compared is measured in the same call.</summary>
    Task RunAsync(Scene scene, Notebook notebook, CancellationToken cancellationToken);
}

/// <summary>The scene on which a benchmark runs.</summary>
/// <param name="Stage">Real servers and the link between them.</param>
/// <param name="IsSmoke">Only to see that it works: sizes are tiny, and the figures mean nothing.</param>
internal sealed record Scene(Stage Stage, bool IsSmoke)
{
    /// <summary>How many writes a peer applies where it keeps the order: at 200 ms each is a fifth of a second.</summary>
    public required int InOrder { get; init; }

    /// <summary>The cases to measure; in a smoke run the first alone.</summary>
    public IEnumerable<T> Some<T>(IReadOnlyList<T> cases) => IsSmoke ? cases.Take(1) : cases;

    public int Size(int full, int smoke) => IsSmoke ? smoke : full;

    /// <summary>A round trip; in a smoke run a twentieth of it.</summary>
    public TimeSpan RoundTrip(int milliseconds) => TimeSpan.FromMilliseconds(IsSmoke ? milliseconds / 20d : milliseconds);

    /// <summary>The compiler works on what is used most for that long; a service runs for months.</summary>
    public TimeSpan WarmUp => Time(20, 1);

    public TimeSpan Time(double fullSeconds, double smokeSeconds) => TimeSpan.FromSeconds(IsSmoke ? smokeSeconds : fullSeconds);
}
