namespace CcatOps.Domain.Buffering;

/// <summary>
/// How much the link to main carries, as far as it is known, and how long main's answer is waited for by that. A link that has fallen silent
/// should be noticed soon; what is merely large must not be given up and sent again for ever.
/// </summary>
/// <param name="BytesPerSecond">The rate that was measured last; halved by each break that may be for want of time.</param>
public readonly record struct LinkRate(double BytesPerSecond)
{
    /// <summary>1 Mbit/s, until it is measured.</summary>
    public static readonly LinkRate Unknown = new(125_000);

    /// <summary>How long an answer may take without anything to carry: a round trip, and main's work.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(9);

    private const double Slowest = 4_000;

    /// <summary>Below this, what was measured is the round trip rather than the rate.</summary>
    private const int LeastMeasured = BatchSize.SmallestBytes;

    /// <summary>How long the answer to so many bytes is waited for: twice what they should take.</summary>
    public TimeSpan Deadline(long bytes) => Silence + TimeSpan.FromSeconds(2 * bytes / Math.Max(BytesPerSecond, Slowest));

    public LinkRate AfterSuccess(long bytes, TimeSpan elapsed) =>
        bytes < LeastMeasured || elapsed <= TimeSpan.Zero ? this : new(bytes / elapsed.TotalSeconds);

    public LinkRate AfterTimeout(long bytes) => bytes < LeastMeasured ? this : new(Math.Max(BytesPerSecond / 2, Slowest));
}
